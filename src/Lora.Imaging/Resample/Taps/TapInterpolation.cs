namespace Lora.Imaging.Resample.Taps;

/// <summary>A fixed number of taps along both axes, across first.</summary>
/// <param name="count">Of taps along an axis.</param>
internal abstract class TapInterpolation(int count) : Interpolation
{
    internal override Samples To(Samples source, int width, int height)
    {
        TapMap across = TapMap.Centred(source.Width, width, Weigh, count), down = TapMap.Centred(source.Height, height, Weigh, count);
        return To(source, across, width, down, height);
    }

    protected Samples To(Samples source, TapMap across, int width, TapMap down, int height)
    {
        var result = new Samples(width, height, source.Channels);
        Bands.Run(height, result.Pixels.LongLength * count, (from, to) =>
        {
            var rows = new TapRows(source, across, width, count);
            var taps = new int[count][];
            for (var y = from; y < to; y++)
            {
                for (var k = 0; k < count; k++)
                {
                    taps[k] = rows.Row(down.Places(y)[k]);
                }

                Down(taps, down.Weights(y), result.Row(y));
            }
        });
        return result;
    }

    /// <summary>Fills in the weights of the taps around a place that lies <paramref name="behind"/> the middle one.</summary>
    protected abstract void Weigh(float behind, Span<float> weights);

    /// <summary>One row of the result.</summary>
    /// <param name="taps">Rows that carry <see cref="TapMap.FractionBits"/> bits below the point.</param>
    /// <param name="weights">Of the rows, with as many.</param>
    protected abstract void Down(int[][] taps, ReadOnlySpan<short> weights, Span<byte> output);
}
