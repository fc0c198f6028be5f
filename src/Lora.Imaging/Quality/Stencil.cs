namespace Lora.Imaging;

/// <summary>
/// A filter over 3 x 3 pixels with whole weights; beyond the edge the picture is mirrored without repeating the edge (OpenCV's default border).
/// </summary>
/// <param name="Weights">Rows from the top.</param>
internal readonly record struct Stencil(int[] Weights)
{
    /// <summary>OpenCV's <c>Laplacian</c> with its default aperture of 1.</summary>
    public static Stencil Laplacian { get; } = new([0, 1, 0, 1, -4, 1, 0, 1, 0]);

    /// <summary>OpenCV's <c>Laplacian(ksize=3)</c>.</summary>
    public static Stencil WideLaplacian { get; } = new([2, 0, 2, 0, -8, 0, 2, 0, 2]);

    public static Stencil SobelAcross { get; } = new([-1, 0, 1, -2, 0, 2, -1, 0, 1]);

    public static Stencil SobelDown { get; } = new([-1, -2, -1, 0, 0, 0, 1, 2, 1]);

    /// <summary>The filter's values over a whole picture, summed.</summary>
    public Moments Over(GreyImage image)
    {
        long sum = 0, squares = 0;
        for (var y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> above = image.Row(Mirrored(y - 1, image.Height)), here = image.Row(y), below = image.Row(Mirrored(y + 1, image.Height));
            for (var x = 0; x < image.Width; x++)
            {
                int left = Mirrored(x - 1, image.Width), right = Mirrored(x + 1, image.Width);
                long value = Weights[0] * above[left] + Weights[1] * above[x] + Weights[2] * above[right]
                    + Weights[3] * here[left] + Weights[4] * here[x] + Weights[5] * here[right]
                    + Weights[6] * below[left] + Weights[7] * below[x] + Weights[8] * below[right];
                sum += value;
                squares += value * value;
            }
        }

        return new(image.Pixels.LongLength, sum, squares);
    }

    private static int Mirrored(int at, int size) => size == 1 ? 0 : at < 0 ? 1 : at == size ? size - 2 : at;
}
