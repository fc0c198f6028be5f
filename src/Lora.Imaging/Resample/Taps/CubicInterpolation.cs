namespace Lora.Imaging.Resample.Taps;

/// <summary>OpenCV's bicubic: cubic convolution (Keys 1981) with a = -0.75, down in single precision.</summary>
internal sealed class CubicInterpolation() : TapInterpolation(4)
{
    private const float A = -0.75f, Unit = 1f / (1 << (2 * TapMap.FractionBits));

    protected override void Weigh(float behind, Span<float> weights)
    {
        weights[0] = Outer(behind + 1);
        weights[1] = Inner(behind);
        weights[2] = Inner(1 - behind);
        weights[3] = 1 - weights[0] - weights[1] - weights[2];
    }

    protected override void Down(int[][] taps, ReadOnlySpan<short> weights, Span<byte> output)
    {
        float w0 = weights[0] * Unit, w1 = weights[1] * Unit, w2 = weights[2] * Unit, w3 = weights[3] * Unit;
        int[] row0 = taps[0], row1 = taps[1], row2 = taps[2], row3 = taps[3];
        for (var x = 0; x < output.Length; x++)
        {
            var sum = row0[x] * w0 + (row1[x] * w1 + (row2[x] * w2 + row3[x] * w3));
            output[x] = (byte)Math.Clamp(MathF.Round(sum), 0, 255);
        }
    }

    private static float Inner(float x) => ((A + 2) * x - (A + 3)) * x * x + 1;

    private static float Outer(float x) => ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
}
