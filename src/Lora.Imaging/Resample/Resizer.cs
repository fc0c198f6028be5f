using Lora.Imaging.Resample;

namespace Lora.Imaging;

/// <summary>
/// Lanczos resampling with the pixels of Pillow's <c>Image.resize(size, LANCZOS)</c>: across first, then down, rounding to 8 bits in between;
/// an axis that keeps its size is left alone.
/// </summary>
public static class Resizer
{
    /// <summary>Algorithm version for stage keys: another number means that pixels may differ.</summary>
    public const string Version = "lanczos-1";

    public static Rgb24Image Lanczos(Rgb24Image source, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var window = new RowWindow(source, width == source.Width ? null : new KernelMap(source.Width, width), width);
        var down = height == source.Height ? null : new KernelMap(source.Height, height);
        var result = new Rgb24Image(width, height);
        var sums = new int[width * 3];
        for (var y = 0; y < height; y++)
        {
            if (down is null)
            {
                window.DropBefore(y);
                window.Row(y).CopyTo(result.Row(y));
                continue;
            }
            var weights = down.Weights(y);
            var start = down.Start(y);
            window.DropBefore(start);
            Array.Clear(sums);
            for (var i = 0; i < weights.Length; i++)
            {
                Accumulate(window.Row(start + i), weights[i], sums);
            }

            var row = result.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = KernelMap.ToPixel(sums[x]);
            }
        }
        return result;
    }

    private static void Accumulate(ReadOnlySpan<byte> row, int weight, int[] sums)
    {
        for (var x = 0; x < sums.Length; x++)
        {
            sums[x] += row[x] * weight;
        }
    }
}
