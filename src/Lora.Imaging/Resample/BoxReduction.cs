namespace Lora.Imaging;

/// <summary>Pictures made smaller by a whole factor, cheaply: what measures and thumbnails of large ones are made from.</summary>
public static class BoxReduction
{
    private const int Channels = 3;

    /// <summary>The rounded mean of each square; what is left over at the right and the bottom is dropped. By 1: the picture itself.</summary>
    /// <param name="factor">1 or more; at most both sides.</param>
    public static Rgb24Image Apply(Rgb24Image image, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        if (factor == 1)
        {
            return image;
        }

        var result = new Rgb24Image(image.Width / factor, image.Height / factor);
        var sums = new int[result.Width * Channels];
        var area = factor * factor;
        for (var y = 0; y < result.Height; y++)
        {
            Array.Clear(sums);
            for (var line = y * factor; line < (y + 1) * factor; line++)
            {
                Add(image.Row(line), factor, sums);
            }

            var row = result.Row(y);
            for (var x = 0; x < sums.Length; x++)
            {
                row[x] = (byte)((sums[x] + area / 2) / area);
            }
        }

        return result;
    }

    private static void Add(ReadOnlySpan<byte> row, int factor, Span<int> sums)
    {
        for (int to = 0, from = 0; to < sums.Length; to += Channels)
        {
            for (var i = 0; i < factor; i++, from += Channels)
            {
                sums[to] += row[from];
                sums[to + 1] += row[from + 1];
                sums[to + 2] += row[from + 2];
            }
        }
    }
}
