using Lora.Imaging.Resample;

namespace Lora.Imaging;

/// <summary>
/// Perceptual hashes of 64 bits: pictures that look alike differ in few of them, also after scaling, compression and small changes of light. The bits are
/// those of Python's ImageHash with <c>hash_size=8</c>, row after row, the first the most significant. A mirrored or turned picture has another hash.
/// </summary>
public static class ImageHash
{
    private const int Side = 8, Wide = 32;

    /// <summary>Whether each pixel of 9 x 8 is brighter than its left neighbour (dhash).</summary>
    public static ulong Difference(GreyImage image)
    {
        var small = Shrink(image, Side + 1, Side);
        return Bits(i => small.Row(i / Side)[i % Side + 1] > small.Row(i / Side)[i % Side]);
    }

    /// <summary>Whether each pixel of 8 x 9 is brighter than the one above (dhash_vertical).</summary>
    public static ulong DifferenceDown(GreyImage image)
    {
        var small = Shrink(image, Side, Side + 1);
        return Bits(i => small.Pixels[i + Side] > small.Pixels[i]);
    }

    /// <summary>Whether each pixel of 8 x 8 is brighter than their mean (average_hash).</summary>
    public static ulong Average(GreyImage image)
    {
        var small = Shrink(image, Side, Side);
        var sum = small.Pixels.Sum(level => level);
        return Bits(i => small.Pixels[i] * Side * Side > sum);
    }

    /// <summary>Whether each of the 8 x 8 lowest frequencies of 32 x 32 pixels is above their median (phash).</summary>
    public static ulong Frequency(GreyImage image)
    {
        var small = Shrink(image, Wide, Wide);
        var columns = new double[Side][];
        for (var y = 0; y < Side; y++)
        {
            columns[y] = new double[Wide];
        }

        Span<double> line = stackalloc double[Wide];
        for (var x = 0; x < Wide; x++)
        {
            for (var y = 0; y < Wide; y++)
            {
                line[y] = small.Row(y)[x];
            }

            var down = CosineTransform.Of(line);
            for (var y = 0; y < Side; y++)
            {
                columns[y][x] = down[y];
            }
        }

        double[] low = [.. columns.SelectMany(row => CosineTransform.Of(row)[..Side])];
        var median = Median(low);
        return Bits(i => low[i] > median);
    }

    /// <summary>Whether each of the lowest frequencies of the rows, the first left out, is above their mean (phash_simple).</summary>
    public static ulong RowFrequency(GreyImage image)
    {
        var small = Shrink(image, Wide, Wide);
        double[] low = [.. Enumerable.Range(0, Side).SelectMany(y =>
            CosineTransform.Of(Array.ConvertAll(small.Row(y).ToArray(), level => (double)level))[1..(Side + 1)])];
        var mean = low.Sum() / low.Length;
        return Bits(i => low[i] > mean);
    }

    /// <summary>Whether each of the 8 x 8 lowest parts of Haar's wavelet is above their median, without the mean of the picture (whash).</summary>
    public static ulong Wavelet(GreyImage image)
    {
        var side = Side;
        while (side * 2 <= Math.Min(image.Width, image.Height))
        {
            side *= 2;
        }

        var small = Shrink(image, side, side);
        var square = new double[side, side];
        for (var i = 0; i < small.Pixels.Length; i++)
        {
            square[i / side, i % side] = small.Pixels[i] / 255.0;
        }

        double[] low = [.. HaarWavelet.Low(HaarWavelet.WithoutMean(square), Side).Cast<double>()];
        var median = Median(low);
        return Bits(i => low[i] > median);
    }

    private static GreyImage Shrink(GreyImage image, int width, int height) =>
        new(width, height, Interpolations.PillowLanczos.To(new Samples(image.Width, image.Height, 1, image.Pixels), width, height).Pixels);

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static ulong Bits(Func<int, bool> isSet)
    {
        ulong bits = 0;
        for (var i = 0; i < 64; i++)
        {
            bits = bits << 1 | (isSet(i) ? 1UL : 0);
        }

        return bits;
    }
}
