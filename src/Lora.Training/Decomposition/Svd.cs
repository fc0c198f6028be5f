using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// The largest singular values of a matrix with their vectors, in double precision: A = sum of values[i] left[i] right[i]^T, largest first. The same bits on
/// every machine. A block of vectors is multiplied by A A^T until it holds what it can of A (Halko, Martinsson, Tropp, arXiv 0909.4061), and what A is on
/// that block is diagonalized by one-sided Jacobi rotations; a block as large as the matrix holds all of it at once.
/// </summary>
internal sealed class Svd
{
    // beyond those asked for, so that the last of these converge as quickly as the first
    private const int Spare = 16;
    private const int MostRounds = 100;
    private const double Settled = 1e-11;

    private Svd(double[] values, double[][] left, double[][] right) => (Values, Left, Right) = (values, left, right);

    /// <summary>Not negative, falling.</summary>
    public double[] Values { get; }

    /// <summary>Of the rows' length each; zeros where the value is 0.</summary>
    public double[][] Left { get; }

    /// <summary>Of the columns' length each.</summary>
    public double[][] Right { get; }

    /// <param name="matrix">rows x columns, row-major.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="count">How many values are wanted; at most as many as the shorter side.</param>
    public static Svd Of(double[] matrix, int rows, int columns, int count)
    {
        count = Math.Min(count, Math.Min(rows, columns));
        var block = Math.Min(count + Spare, Math.Min(rows, columns));
        var total = Lines.Dot(matrix, matrix);
        var basis = Start(rows, block);
        var image = new double[block][];
        var held = -1.0;
        for (var round = 0; round < MostRounds; round++)
        {
            if (round > 0)
            {
                basis = MatrixBlock.Times(matrix, rows, columns, image);
            }

            Lines.Orthonormalize(basis);
            image = MatrixBlock.TransposedTimes(matrix, rows, columns, basis);
            var now = image.Sum(line => Lines.Dot(line, line));
            if (now - held <= Settled * now || now >= total * (1 - 1e-15))
            {
                break;
            }

            held = now;
        }

        return Diagonalize(basis, image, count);
    }

    // Jacobi: lines of the image are turned against each other until each is at right angles to all others; the basis is turned with them
    private static Svd Diagonalize(double[][] basis, double[][] image, int count)
    {
        var turned = true;
        for (var sweep = 0; sweep < 60 && turned; sweep++)
        {
            turned = false;
            for (var i = 0; i < image.Length - 1; i++)
            {
                for (var j = i + 1; j < image.Length; j++)
                {
                    double a = Lines.Dot(image[i], image[i]), b = Lines.Dot(image[j], image[j]), c = Lines.Dot(image[i], image[j]);
                    if (c == 0 || Math.Abs(c) <= 1e-15 * Math.Sqrt(a * b))
                    {
                        continue;
                    }

                    turned = true;
                    var zeta = (b - a) / (2 * c);
                    var tangent = (zeta >= 0 ? 1 : -1) / (Math.Abs(zeta) + Math.Sqrt(1 + zeta * zeta));
                    var cosine = 1 / Math.Sqrt(1 + tangent * tangent);
                    Lines.Rotate(image[i], image[j], cosine, cosine * tangent);
                    Lines.Rotate(basis[i], basis[j], cosine, cosine * tangent);
                }
            }
        }

        var lengths = image.Select(line => Math.Sqrt(Lines.Dot(line, line))).ToArray();
        int[] order = [.. Enumerable.Range(0, image.Length).OrderByDescending(i => lengths[i]).ThenBy(i => i).Take(count)];
        return new(
            [.. order.Select(i => lengths[i])],
            [.. order.Select(i => basis[i])],
            [.. order.Select(i => lengths[i] > 0 ? Array.ConvertAll(image[i], value => value / lengths[i]) : image[i])]);
    }

    private static double[][] Start(int rows, int block)
    {
        var generator = new Generator(0);
        var line = new float[rows];
        var lines = new double[block][];
        for (var i = 0; i < block; i++)
        {
            generator.Normal(line);
            lines[i] = Array.ConvertAll(line, value => (double)value);
        }

        return lines;
    }
}
