using Lora.Imaging.Resample;
using Lora.Imaging.Resample.Windows;

namespace Lora.Imaging;

/// <summary>
/// A filter along both axes, with the pixels of Pillow's <c>Image.resize</c>: across first, as a rule, then down, rounding to 8 bits in between; an axis
/// that keeps its size is left alone.
/// </summary>
public sealed class WindowInterpolation : Interpolation
{
    private readonly ResampleFilter _filter;

    internal WindowInterpolation(ResampleFilter filter) => _filter = filter;

    internal override Samples To(Samples source, int width, int height) => To(source, new(0, 0, source.Width, source.Height), width, height);

    internal Samples To(Samples source, SourceBox box, int width, int height)
    {
        var across = Map(source.Width, box.Left, box.Right, width);
        var down = Map(source.Height, box.Top, box.Bottom, height);
        return across is not null && down is not null && IsDownFirst(box, width, height)
            ? Pass(Pass(source, null, down, source.Width, height), across, null, width, height)
            : Pass(source, across, down, width, height);
    }

    /// <summary>Pillow 13 goes down first where the picture loses many more rows than columns: there are fewer rows left to go across.</summary>
    private static bool IsDownFirst(SourceBox box, int width, int height)
    {
        var (columns, rows) = (box.Right - box.Left - width, box.Bottom - box.Top - height);
        return rows > 0 && rows >= 3 * columns;
    }

    private static Samples Pass(Samples source, KernelMap? across, KernelMap? down, int width, int height)
    {
        var result = new Samples(width, height, source.Channels);
        Bands.Run(height, source.Pixels.LongLength, (from, to) => Rows(source, across, down, result, from, to));
        return result;
    }

    private static void Rows(Samples source, KernelMap? across, KernelMap? down, Samples result, int from, int to)
    {
        var window = new RowWindow(source, across, result.Width);
        var sums = new int[result.Stride];
        for (var y = from; y < to; y++)
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
                WeightedSum.Add(window.Row(start + i), weights[i], sums);
            }

            WeightedSum.Store(sums, result.Row(y));
        }
    }

    /// <summary>Null where the axis stays as it is.</summary>
    private KernelMap? Map(int inputSize, float from, float to, int outputSize) =>
        outputSize == inputSize && from == 0 && to == inputSize ? null : new(_filter, inputSize, from, to, outputSize);
}
