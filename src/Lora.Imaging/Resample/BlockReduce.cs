namespace Lora.Imaging.Resample;

/// <summary>The mean of blocks of pixels, those at the right and lower edge less than whole, with the pixels of Pillow's <c>Image.reduce</c>.</summary>
internal static class BlockReduce
{
    /// <summary>Of the reciprocal that a sum is multiplied by.</summary>
    private const int FractionBits = 24;

    /// <param name="across">Pixels of a block across, at least 1.</param>
    /// <param name="down">Pixels of a block down, at least 1.</param>
    public static Samples Reduce(Samples source, int across, int down)
    {
        var result = new Samples((source.Width + across - 1) / across, (source.Height + down - 1) / down, source.Channels);
        Bands.Run(result.Height, source.Pixels.LongLength, (from, to) =>
        {
            for (var y = from; y < to; y++)
            {
                var rows = Math.Min(down, source.Height - y * down);
                for (var x = 0; x < result.Width; x++)
                {
                    var columns = Math.Min(across, source.Width - x * across);
                    for (var c = 0; c < source.Channels; c++)
                    {
                        result.Row(y)[x * source.Channels + c] = Mean(source, x * across, y * down, columns, rows, c);
                    }
                }
            }
        });
        return result;
    }

    private static byte Mean(Samples source, int left, int top, int columns, int rows, int channel)
    {
        long count = columns * rows, sum = count / 2;
        for (var y = top; y < top + rows; y++)
        {
            var row = source.Row(y);
            for (var x = left; x < left + columns; x++)
            {
                sum += row[x * source.Channels + channel];
            }
        }

        return (byte)Math.Min((sum * ((1L << FractionBits) / count)) >> FractionBits, 255);
    }
}
