using Lora.Tensors;
using Lora.Tensors.Kernels;

namespace Lora.Training;

/// <summary>
/// The largest singular values of a large matrix with their vectors: powers of W^T W on a block of some more vectors than are wanted, until the values stand.
/// Source: Halko, Martinsson, Tropp, arXiv 0909.4061, algorithm 4.4.
/// </summary>
internal static class LeadingSingularVectors
{
    private const int MostSteps = 100;
    private const double Steady = 1e-7;

    /// <param name="weight">W, [n, m], fp32.</param>
    /// <param name="count">How many, fewer than n and m.</param>
    /// <returns>The values, falling; [n, width] and [m, width], of which the first <paramref name="count"/> columns belong to them.</returns>
    public static (double[] Values, double[] Left, double[] Right, int Width) Of(Tensor weight, int count)
    {
        var (rows, columns) = (weight.Size(0), weight.Size(1));
        var width = Math.Min(Math.Min(rows, columns), (2 * count) + 16);
        var start = new float[columns * width];
        new Generator(1).Normal(start);
        var (basis, lengths) = Orthonormal(start, columns, width);
        for (var step = 0; step < MostSteps; step++)
        {
            using var scope = weight.Runtime.NewScope();
            var image = weight.MatMul(weight.Runtime.FromFloats(ToFloats(basis), [columns, width]));
            var before = lengths;
            (basis, lengths) = Orthonormal(weight.Transpose(0, 1).MatMul(image).ToFloats(), columns, width);
            if (Enumerable.Range(0, count).All(i => Math.Abs(lengths[i] - before[i]) <= Steady * lengths[0]))
            {
                break;
            }
        }

        using var last = weight.Runtime.NewScope();
        var left = Array.ConvertAll(weight.MatMul(weight.Runtime.FromFloats(ToFloats(basis), [columns, width])).ToFloats(), value => (double)value);
        var (values, turn) = DenseSolver.Svd(left, rows, width);
        var right = new double[columns * width];
        for (var i = 0; i < columns; i++)
        {
            for (var k = 0; k < width; k++)
            {
                for (var j = 0; j < width; j++)
                {
                    right[(i * width) + j] += basis[(i * width) + k] * turn[(k * width) + j];
                }
            }
        }

        return (values, left, right, width);
    }

    private static float[] ToFloats(double[] values) => Array.ConvertAll(values, value => (float)value);

    /// <summary>Gram and Schmidt's, twice over: the columns, and how long each was beside those before it.</summary>
    private static (double[] Basis, double[] Lengths) Orthonormal(float[] vectors, int rows, int width)
    {
        var basis = Array.ConvertAll(vectors, value => (double)value);
        var lengths = new double[width];
        for (var j = 0; j < width; j++)
        {
            for (var pass = 0; pass < 2; pass++)
            {
                for (var k = 0; k < j; k++)
                {
                    var dot = Dot(basis, rows, width, k, j);
                    for (var i = 0; i < rows; i++)
                    {
                        basis[(i * width) + j] -= dot * basis[(i * width) + k];
                    }
                }
            }

            lengths[j] = Math.Sqrt(Dot(basis, rows, width, j, j));
            for (var i = 0; i < rows && lengths[j] > 0; i++)
            {
                basis[(i * width) + j] /= lengths[j];
            }
        }

        return (basis, lengths);
    }

    private static double Dot(double[] basis, int rows, int width, int one, int other)
    {
        var sum = 0.0;
        for (var i = 0; i < rows; i++)
        {
            sum += basis[(i * width) + one] * basis[(i * width) + other];
        }

        return sum;
    }
}
