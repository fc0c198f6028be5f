namespace Lora.Imaging.Resample.Taps;

/// <summary>OpenCV's Lanczos: eight taps of sinc(x) * sinc(x / 4), normalised, in fixed point with one rounding at the end.</summary>
internal sealed class Lanczos4Interpolation() : TapInterpolation(8)
{
    /// <summary>A tap so near to the place that it alone counts.</summary>
    private const float OnTap = 1e-6f, Alone = 1e30f;

    private const int Shift = 2 * TapMap.FractionBits;

    protected override void Weigh(float behind, Span<float> weights)
    {
        // the sine of pi x is the same at each tap up to its sign, and goes out with the sum: only sin(pi x / 4) / x^2 differs
        float sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            var distance = behind + 3 - i;
            var quarter = -distance * Math.PI * 0.25;
            var sign = (i & 1) == 0 ? 1 : -1;
            weights[i] = Math.Abs(distance) < OnTap ? Alone : (float)(sign * Math.Sin(quarter) / (quarter * quarter));
            sum += weights[i];
        }

        sum = 1 / sum;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] *= sum;
        }
    }

    protected override void Down(int[][] taps, ReadOnlySpan<short> weights, Span<byte> output)
    {
        for (var x = 0; x < output.Length; x++)
        {
            var sum = 1L << (Shift - 1);
            for (var k = 0; k < taps.Length; k++)
            {
                sum += (long)taps[k][x] * weights[k];
            }

            output[x] = (byte)Math.Clamp(sum >> Shift, 0, 255);
        }
    }
}
