namespace Lora.Imaging.Resample.Nearest;

/// <summary>Each pixel is one of the source's.</summary>
/// <param name="places">Sizes of an axis to the input position of each output position.</param>
internal sealed class NearestInterpolation(Func<int, int, int[]> places) : Interpolation
{
    internal override Samples To(Samples source, int width, int height)
    {
        int[] columns = places(source.Width, width), rows = places(source.Height, height);
        var result = new Samples(width, height, source.Channels);
        for (var y = 0; y < height; y++)
        {
            Span<byte> from = source.Row(rows[y]), to = result.Row(y);
            for (var x = 0; x < width; x++)
            {
                from.Slice(columns[x] * source.Channels, source.Channels).CopyTo(to[(x * source.Channels)..]);
            }
        }

        return result;
    }
}
