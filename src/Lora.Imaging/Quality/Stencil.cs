using System.Numerics;

namespace Lora.Imaging;

/// <summary>
/// A filter over 3 x 3 pixels with whole weights; beyond the edge the picture is mirrored without repeating the edge (OpenCV's default border).
/// </summary>
/// <param name="Weights">Rows from the top; the sum of their absolute values at most 64, so that every value fits in 16 bits.</param>
internal readonly record struct Stencil(short[] Weights)
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
            var x = 0;
            if (image.Width > Vector<byte>.Count + 2)
            {
                Add(At(above, here, below, 0), ref sum, ref squares);
                for (x = 1; x + Vector<byte>.Count < image.Width; x += Vector<byte>.Count)
                {
                    AddVector(above[(x - 1)..], here[(x - 1)..], below[(x - 1)..], ref sum, ref squares);
                }
            }

            for (; x < image.Width; x++)
            {
                Add(At(above, here, below, x), ref sum, ref squares);
            }
        }

        return new(image.Pixels.LongLength, sum, squares);
    }

    private static void Add(int value, ref long sum, ref long squares)
    {
        sum += value;
        squares += (long)value * value;
    }

    private int At(ReadOnlySpan<byte> above, ReadOnlySpan<byte> here, ReadOnlySpan<byte> below, int x)
    {
        int left = Mirrored(x - 1, here.Length), right = Mirrored(x + 1, here.Length);
        return Weights[0] * above[left] + Weights[1] * above[x] + Weights[2] * above[right]
            + Weights[3] * here[left] + Weights[4] * here[x] + Weights[5] * here[right]
            + Weights[6] * below[left] + Weights[7] * below[x] + Weights[8] * below[right];
    }

    // the rows begin one pixel to the left
    private void AddVector(ReadOnlySpan<byte> above, ReadOnlySpan<byte> here, ReadOnlySpan<byte> below, ref long sum, ref long squares)
    {
        Vector<short> low = default, high = default;
        Row(above, 0, ref low, ref high);
        Row(here, 3, ref low, ref high);
        Row(below, 6, ref low, ref high);
        Total(low, ref sum, ref squares);
        Total(high, ref sum, ref squares);
    }

    private void Row(ReadOnlySpan<byte> row, int first, ref Vector<short> low, ref Vector<short> high)
    {
        for (var i = 0; i < 3; i++)
        {
            if (Weights[first + i] is not 0 and var weight)
            {
                Vector.Widen(new Vector<byte>(row[i..]), out var lower, out var upper);
                low += (Vector<short>)lower * weight;
                high += (Vector<short>)upper * weight;
            }
        }
    }

    private static void Total(Vector<short> values, ref long sum, ref long squares)
    {
        Vector.Widen(values, out var low, out var high);
        sum += Vector.Sum(low + high);
        Vector.Widen(low * low, out var first, out var second);
        Vector.Widen(high * high, out var third, out var fourth);
        squares += Vector.Sum(first + second + third + fourth);
    }

    private static int Mirrored(int at, int size) => size == 1 ? 0 : at < 0 ? 1 : at == size ? size - 2 : at;
}
