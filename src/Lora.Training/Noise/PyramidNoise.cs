using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Adds coarser and coarser noise, which shifts large regions as a whole: in pass i normal noise of 1 / r^i of the size, r drawn anew from 2 to 4 in each pass,
/// enlarged bilinearly and multiplied by discount^i, until a side is 1; then all of the batch is divided by its deviation. The first pass adds noise of full
/// size. kohya's <c>pyramid_noise_like</c>.
/// </summary>
/// <param name="iterations">Passes at most.</param>
/// <param name="discount">Factor from pass to pass.</param>
internal sealed class PyramidNoise(int iterations, double discount)
{
    /// <summary>As the options say; null where they ask for none.</summary>
    public static PyramidNoise? Of(OptionValues values) => values.Get(NoiseOptions.MultiresNoiseIterations) is > 0 and var iterations
        ? new(iterations, values.Get(NoiseOptions.MultiresNoiseDiscount)) : null;

    /// <param name="noise">[b, c, h, w], changed in place.</param>
    /// <param name="shape">b, c, h, w.</param>
    /// <param name="draws">In each pass r, then the noise.</param>
    public void Apply(Span<float> noise, ReadOnlySpan<int> shape, INoiseDraws draws)
    {
        var (planes, height, width) = (shape[0] * shape[1], shape[2], shape[3]);
        var weight = 1.0;
        for (var i = 0; i < iterations; i++, weight *= discount)
        {
            var divisor = Power(2 + (2 * draws.NextDouble()), i);
            var (rows, columns) = (Math.Max(1, (int)(height / divisor)), Math.Max(1, (int)(width / divisor)));
            var coarse = new float[planes * rows * columns];
            draws.Normal(coarse);
            for (var plane = 0; plane < planes; plane++)
            {
                Add(noise.Slice(plane * height * width, height * width), coarse.AsSpan(plane * rows * columns, rows * columns),
                    (height, width), (rows, columns), (float)weight);
            }

            if (rows == 1 || columns == 1)
            {
                break;
            }
        }

        var deviation = Deviation(noise);
        foreach (ref var value in noise)
        {
            value /= deviation;
        }
    }

    // products alone: the same bits wherever the training runs
    private static double Power(double value, int exponent)
    {
        var power = 1.0;
        for (var i = 0; i < exponent; i++)
        {
            power *= value;
        }

        return power;
    }

    /// <summary>Adds weight x the coarse plane, enlarged as PyTorch's upsample bilinear without aligned corners.</summary>
    private static void Add(Span<float> fine, ReadOnlySpan<float> coarse, (int Height, int Width) size, (int Rows, int Columns) from, float weight)
    {
        for (var y = 0; y < size.Height; y++)
        {
            var (top, bottom, down) = Between(y, from.Rows, size.Height);
            for (var x = 0; x < size.Width; x++)
            {
                var (left, right, across) = Between(x, from.Columns, size.Width);
                var above = Lerp(coarse[(top * from.Columns) + left], coarse[(top * from.Columns) + right], across);
                var below = Lerp(coarse[(bottom * from.Columns) + left], coarse[(bottom * from.Columns) + right], across);
                fine[(y * size.Width) + x] += Lerp(above, below, down) * weight;
            }
        }
    }

    private static float Lerp(float a, float b, float share) => ((1 - share) * a) + (share * b);

    private static (int Before, int After, float Share) Between(int place, int count, int places)
    {
        var at = MathF.Max(0, ((place + 0.5f) * ((float)count / places)) - 0.5f);
        var before = Math.Min((int)at, count - 1);
        return (before, Math.Min(before + 1, count - 1), at - before);
    }

    private static float Deviation(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        var mean = sum / values.Length;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (float)Math.Sqrt(squares / (values.Length - 1));
    }
}
