namespace Lora.Imaging.Resample.Windows;

/// <summary>
/// For every output position of one axis: where its window starts in the input, how many samples it takes, and their weights as fixed-point
/// numbers that sum to about 1 &lt;&lt; <see cref="FractionBits"/>. When shrinking, the window is stretched by the scale, so that all input counts.
/// Same geometry and rounding as Pillow's 8-bit resampling.
/// </summary>
internal sealed class KernelMap
{
    /// <summary>32 bits less 8 of the pixel, less 2 for overshoot and sign.</summary>
    public const int FractionBits = 22;

    private readonly ResampleFilter _filter;
    private readonly int[] _starts;
    private readonly int[][] _weights;

    /// <param name="filter">Weighs the samples.</param>
    /// <param name="inputSize">Samples of the axis.</param>
    /// <param name="from">Where the part that becomes the output begins, in samples.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="outputSize">Positions to make of that part.</param>
    public KernelMap(ResampleFilter filter, int inputSize, float from, float to, int outputSize)
    {
        _filter = filter;
        _starts = new int[outputSize];
        _weights = new int[outputSize][];
        double scale = (double)(to - from) / outputSize, stretch = Math.Max(scale, 1), reach = filter.Support * stretch;
        for (var i = 0; i < outputSize; i++)
        {
            var centre = from + (i + 0.5) * scale;
            int start = Math.Max((int)(centre - reach + 0.5), 0), end = Math.Min((int)(centre + reach + 0.5), inputSize);
            _starts[i] = start;
            _weights[i] = Normalised(start, end - start, centre, 1 / stretch);
        }
    }

    public int Start(int output) => _starts[output];

    public ReadOnlySpan<int> Weights(int output) => _weights[output];

    private int[] Normalised(int start, int count, double centre, double shrink)
    {
        var exact = new double[count];
        double total = 0;
        for (var i = 0; i < count; i++)
        {
            total += exact[i] = _filter.At((start + i - centre + 0.5) * shrink);
        }

        var rounded = new int[count];
        for (var i = 0; i < count; i++)
        {
            var weight = (total != 0 ? exact[i] / total : exact[i]) * (1 << FractionBits);
            rounded[i] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
        }
        return rounded;
    }
}
