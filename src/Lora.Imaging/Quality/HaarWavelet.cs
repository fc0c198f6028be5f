namespace Lora.Imaging;

/// <summary>
/// Haar's wavelet over a square of 2^n x 2^n numbers, down first, then across, in the order of PyWavelets' operations: where levels are equal, roundings decide
/// which is above their median.
/// </summary>
internal static class HaarWavelet
{
    private const double Half = 0.70710678118654752440;

    /// <summary>The part of low frequencies, of <paramref name="side"/> x <paramref name="side"/>; at its own size the square itself.</summary>
    public static double[,] Low(double[,] square, int side)
    {
        while (square.GetLength(0) > side)
        {
            square = Split(square).Low;
        }

        return square;
    }

    /// <summary>The square without its mean: taken apart to the last level, that set to 0, and put together again.</summary>
    public static double[,] WithoutMean(double[,] square)
    {
        if (square.GetLength(0) == 1)
        {
            return new double[1, 1];
        }

        var (low, right, down, both) = Split(square);
        return Join(WithoutMean(low), right, down, both);
    }

    private static (double[,] Low, double[,] Right, double[,] Down, double[,] Both) Split(double[,] square)
    {
        var size = square.GetLength(0) / 2;
        double[,] low = new double[size, size], right = new double[size, size], down = new double[size, size], both = new double[size, size];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var (lowLeft, highLeft) = Pair(square[2 * y, 2 * x], square[2 * y + 1, 2 * x]);
                var (lowRight, highRight) = Pair(square[2 * y, 2 * x + 1], square[2 * y + 1, 2 * x + 1]);
                (low[y, x], right[y, x]) = Pair(lowLeft, lowRight);
                (down[y, x], both[y, x]) = Pair(highLeft, highRight);
            }
        }

        return (low, right, down, both);
    }

    private static double[,] Join(double[,] low, double[,] right, double[,] down, double[,] both)
    {
        var size = low.GetLength(0);
        var square = new double[2 * size, 2 * size];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                for (var side = 0; side < 2; side++)
                {
                    var sign = side == 0 ? Half : -Half;
                    double above = Half * low[y, x] + sign * right[y, x], below = Half * down[y, x] + sign * both[y, x];
                    square[2 * y, 2 * x + side] = Half * above + Half * below;
                    square[2 * y + 1, 2 * x + side] = Half * above - Half * below;
                }
            }
        }

        return square;
    }

    private static (double Sum, double Difference) Pair(double first, double second) =>
        (Half * second + Half * first, -Half * second + Half * first);
}
