namespace Lora.Imaging.Resample.Taps;

/// <summary>
/// OpenCV's area: every pixel is the mean of what it covers of the source, in single precision: across, then down. See
/// <see cref="LinearInterpolation.Covered"/> for a picture that grows along an axis.
/// </summary>
internal sealed class AreaInterpolation : Interpolation
{
    private static readonly LinearInterpolation Grow = new();

    internal override Samples To(Samples source, int width, int height)
    {
        if (width > source.Width || height > source.Height)
        {
            return Grow.Covered(source, width, height);
        }

        if (source.Width % width == 0 && source.Height % height == 0)
        {
            return BlockMean.To(source, width, height);
        }

        AreaMap across = new(source.Width, width), down = new(source.Height, height);
        var result = new Samples(width, height, source.Channels);
        Bands.Run(height, source.Pixels.LongLength, (from, to) =>
        {
            var (row, sums) = (new float[result.Stride], new float[result.Stride]);
            for (var y = from; y < to; y++)
            {
                var shares = down.Shares(y);
                Array.Clear(sums);
                for (var i = 0; i < shares.Length; i++)
                {
                    AreaSum.Across(source.Row(down.Start(y) + i), source.Channels, across, row);
                    AreaSum.Add(row, shares[i], sums);
                }

                AreaSum.Store(sums, result.Row(y));
            }
        });
        return result;
    }
}
