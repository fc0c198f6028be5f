using System.Numerics;

namespace Lora.Imaging;

/// <summary>Pictures made smaller by a whole factor, cheaply: what measures and thumbnails of large ones are made from.</summary>
public static class BoxReduction
{
    /// <summary>The largest factor: sums of so many levels fit in 16 bits.</summary>
    public const int MaxFactor = 256;

    private const int Channels = 3;

    /// <summary>The rounded mean of each square; what is left over at the right and the bottom is dropped. By 1: the picture itself.</summary>
    /// <param name="factor">1 to <see cref="MaxFactor"/>; at most both sides.</param>
    public static Rgb24Image Apply(Rgb24Image image, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(factor, MaxFactor);
        if (factor == 1)
        {
            return image;
        }

        var result = new Rgb24Image(image.Width / factor, image.Height / factor);
        var sums = new ushort[image.Width * Channels];
        for (var y = 0; y < result.Height; y++)
        {
            Array.Clear(sums);
            for (var line = y * factor; line < (y + 1) * factor; line++)
            {
                Add(image.Row(line), sums);
            }

            Divide(sums, factor, result.Row(y));
        }

        return result;
    }

    /// <summary>The largest factor that leaves both sides at least so long, where one does.</summary>
    public static int FactorTo(int side, int width, int height) => Math.Clamp(Math.Min(width, height) / side, 1, MaxFactor);

    private static void Add(ReadOnlySpan<byte> row, Span<ushort> sums)
    {
        var i = 0;
        for (; i + Vector<byte>.Count <= row.Length; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out var low, out var high);
            Span<ushort> first = sums[i..], second = sums[(i + Vector<ushort>.Count)..];
            (new Vector<ushort>(first) + low).CopyTo(first);
            (new Vector<ushort>(second) + high).CopyTo(second);
        }

        for (; i < row.Length; i++)
        {
            sums[i] += row[i];
        }
    }

    private static void Divide(ReadOnlySpan<ushort> sums, int factor, Span<byte> row)
    {
        var area = factor * factor;
        for (int to = 0, from = 0; to < row.Length; to += Channels)
        {
            int r = area / 2, g = r, b = r;
            for (var i = 0; i < factor; i++, from += Channels)
            {
                r += sums[from];
                g += sums[from + 1];
                b += sums[from + 2];
            }

            (row[to], row[to + 1], row[to + 2]) = ((byte)(r / area), (byte)(g / area), (byte)(b / area));
        }
    }
}
