namespace Lora.Imaging.Resample.Taps;

/// <summary>For every output position of one axis that shrinks: the first input position that it covers, and the share of each in single precision.</summary>
internal sealed class AreaMap
{
    /// <summary>A smaller part of a pixel does not count.</summary>
    private const double Least = 1e-3;

    private readonly int[] _starts;
    private readonly float[][] _shares;

    public AreaMap(int inputSize, int outputSize)
    {
        _starts = new int[outputSize];
        _shares = new float[outputSize][];
        var scale = TapMap.Scale(inputSize, outputSize);
        for (var i = 0; i < outputSize; i++)
        {
            double from = i * scale, to = from + scale, covered = Math.Min(scale, inputSize - from);
            var end = Math.Min((int)Math.Floor(to), inputSize - 1);
            var start = Math.Min((int)Math.Ceiling(from), end);
            var shares = new List<float>(end - start + 2);
            _starts[i] = start;
            if (start - from > Least)
            {
                _starts[i]--;
                shares.Add((float)((start - from) / covered));
            }

            shares.AddRange(Enumerable.Repeat((float)(1 / covered), end - start));
            if (to - end > Least)
            {
                shares.Add((float)(Math.Min(Math.Min(to - end, 1), covered) / covered));
            }

            _shares[i] = [.. shares];
        }
    }

    public int Start(int output) => _starts[output];

    public ReadOnlySpan<float> Shares(int output) => _shares[output];
}
