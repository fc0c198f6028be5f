namespace Lora.Imaging.Resample.Taps;

/// <summary>
/// OpenCV's geometry of one axis: for every output position the same number of input positions, the outermost repeated beyond the edge, and their weights in
/// 11-bit fixed point.
/// </summary>
internal sealed class TapMap
{
    public const int FractionBits = 11;

    private readonly int[] _places;
    private readonly short[] _weights;

    private TapMap(int outputSize, int taps)
    {
        Taps = taps;
        _places = new int[outputSize * taps];
        _weights = new short[outputSize * taps];
    }

    /// <summary>Of an output position.</summary>
    public int Taps { get; }

    /// <param name="weigh">Weights for a distance of 0 to 1 behind the tap in the middle.</param>
    /// <param name="count">Of taps.</param>
    public static TapMap Centred(int inputSize, int outputSize, TapWeights weigh, int count)
    {
        var map = new TapMap(outputSize, count);
        Span<float> weights = stackalloc float[count];
        var scale = Scale(inputSize, outputSize);
        for (var i = 0; i < outputSize; i++)
        {
            var at = (float)((i + 0.5) * scale - 0.5);
            var place = (int)MathF.Floor(at);
            weigh(at - place, weights);
            map.Set(i, place, inputSize, weights);
        }

        return map;
    }

    /// <summary>Two taps, so placed that a pixel is repeated until the next one begins: what area means where a picture grows.</summary>
    public static TapMap Covered(int inputSize, int outputSize)
    {
        var map = new TapMap(outputSize, 2);
        double inverse = (double)outputSize / inputSize, scale = 1 / inverse;
        for (var i = 0; i < outputSize; i++)
        {
            var place = (int)Math.Floor(i * scale);
            var behind = (float)(i + 1 - (place + 1) * inverse);
            behind = behind <= 0 ? 0 : behind - MathF.Floor(behind);
            map.Set(i, place, inputSize, [1 - behind, behind]);
        }

        return map;
    }

    /// <summary>Input pixels for one output pixel, rounded as OpenCV rounds it.</summary>
    public static double Scale(int inputSize, int outputSize) => 1 / ((double)outputSize / inputSize);

    public ReadOnlySpan<int> Places(int output) => _places.AsSpan(output * Taps, Taps);

    public ReadOnlySpan<short> Weights(int output) => _weights.AsSpan(output * Taps, Taps);

    private void Set(int output, int place, int inputSize, ReadOnlySpan<float> weights)
    {
        for (var k = 0; k < Taps; k++)
        {
            _places[output * Taps + k] = Math.Clamp(place + k - Taps / 2 + 1, 0, inputSize - 1);
            _weights[output * Taps + k] = (short)MathF.Round(weights[k] * (1 << FractionBits));
        }
    }
}

/// <summary>Fills in the weights of the taps around a place that lies <paramref name="behind"/> the middle one.</summary>
internal delegate void TapWeights(float behind, Span<float> weights);
