namespace Lora.Imaging.Resample.Taps;

/// <summary>OpenCV's bilinear: two taps, whose products lose bits on the way so that they fit into 16; half the size is the mean of four.</summary>
internal sealed class LinearInterpolation() : TapInterpolation(2)
{
    internal override Samples To(Samples source, int width, int height) =>
        source.Width == 2 * width && source.Height == 2 * height ? BlockMean.To(source, width, height) : base.To(source, width, height);

    /// <summary>What area means where a picture grows: pixels are repeated, and blended where they meet.</summary>
    internal Samples Covered(Samples source, int width, int height) =>
        To(source, TapMap.Covered(source.Width, width), width, TapMap.Covered(source.Height, height), height);

    protected override void Weigh(float behind, Span<float> weights) => (weights[0], weights[1]) = (1 - behind, behind);

    protected override void Down(int[][] taps, ReadOnlySpan<short> weights, Span<byte> output)
    {
        int[] upper = taps[0], lower = taps[1];
        for (var x = 0; x < output.Length; x++)
        {
            var sum = ((weights[0] * (upper[x] >> 4)) >> 16) + ((weights[1] * (lower[x] >> 4)) >> 16);
            output[x] = (byte)((sum + 2) >> 2);
        }
    }
}
