namespace Lora.Imaging.Resample.Taps;

/// <summary>The mean of whole blocks of pixels, as OpenCV's area rounds it: a half up where the block is 2 x 2, to even elsewhere.</summary>
internal static class BlockMean
{
    /// <param name="source">A whole number of blocks wide and high.</param>
    public static Samples To(Samples source, int width, int height)
    {
        int across = source.Width / width, down = source.Height / height, channels = source.Channels;
        var share = 1f / (across * down);
        var result = new Samples(width, height, channels);
        Bands.Run(height, source.Pixels.LongLength, (from, to) =>
        {
            var sums = new int[result.Stride];
            for (var y = from; y < to; y++)
            {
                Array.Clear(sums);
                for (var row = y * down; row < (y + 1) * down; row++)
                {
                    Add(source.Row(row), across, channels, sums);
                }

                var output = result.Row(y);
                for (var x = 0; x < sums.Length; x++)
                {
                    output[x] = across == 2 && down == 2 ? (byte)((sums[x] + 2) >> 2) : (byte)MathF.Round(sums[x] * share);
                }
            }
        });
        return result;
    }

    private static void Add(ReadOnlySpan<byte> row, int across, int channels, int[] sums)
    {
        for (int at = 0, to = 0; to < sums.Length; to += channels)
        {
            for (var end = at + across * channels; at < end; at += channels)
            {
                for (var c = 0; c < channels; c++)
                {
                    sums[to + c] += row[at + c];
                }
            }
        }
    }
}
