namespace Lora.Imaging;

/// <summary>
/// The discrete cosine transform (type II) of a line of 2^n numbers, unscaled but for the factor 2 of SciPy's. Sums and differences of mirrored pairs come
/// first, so that what is symmetric in the line is exactly 0 in its odd half.
/// </summary>
internal static class CosineTransform
{
    public static double[] Of(ReadOnlySpan<double> line)
    {
        if (line.Length == 1)
        {
            return [2 * line[0]];
        }

        var half = line.Length / 2;
        double[] sums = new double[half], differences = new double[half], result = new double[line.Length];
        for (var i = 0; i < half; i++)
        {
            sums[i] = line[i] + line[^(i + 1)];
            differences[i] = line[i] - line[^(i + 1)];
        }

        var even = Of(sums);
        for (var k = 0; k < half; k++)
        {
            double odd = 0;
            for (var i = 0; i < half; i++)
            {
                odd += differences[i] * Math.Cos(Math.PI * (2 * k + 1) * (2 * i + 1) / (2 * line.Length));
            }

            result[2 * k] = even[k];
            result[2 * k + 1] = 2 * odd;
        }

        return result;
    }
}
