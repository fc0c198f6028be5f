using Lora.Tensors;
using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>Squares by rows and columns, of parameters larger than the golden cases have.</summary>
public sealed class ProdigyPlusSquareTests
{
    private const double Beta = 0.99;

    [Theory]
    [InlineData(true, 8, 40)]
    [InlineData(true, 40, 8)]
    [InlineData(true, 32, 32)]
    [InlineData(true, 31, 31)]
    [InlineData(false, 8, 40)]
    public void Root_IsThatOfTheMeans(bool isFactored, int rows, int columns)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        var square = new ProdigyPlusSquare(isFactored);
        using var state = new OptimizerState(runtime, square.StateOf([rows, columns], 0));
        var random = new Generator(9);
        var values = new float[rows * columns];
        double[] row = new double[rows], column = new double[columns], full = new double[values.Length];
        for (var step = 0; step < 3; step++)
        {
            random.Normal(values);
            var root = square.Root(state, 0, runtime.FromFloats(values, [rows, columns]), Beta).Expand(rows, columns).ToFloats();
            double Squared(int r, int c) => (double)values[(r * columns) + c] * values[(r * columns) + c];
            double Later(double before, double now) => (Beta * before) + ((1 - Beta) * now);
            for (var r = 0; r < rows; r++)
            {
                row[r] = Later(row[r], Enumerable.Range(0, columns).Average(c => Squared(r, c)));
            }

            for (var c = 0; c < columns; c++)
            {
                column[c] = Later(column[c], Enumerable.Range(0, rows).Average(r => Squared(r, c)));
            }

            for (var i = 0; i < values.Length; i++)
            {
                full[i] = Later(full[i], Squared(i / columns, i % columns));
            }

            Assert.All(root.Index(), value =>
            {
                var (r, c) = (value.Index / columns, value.Index % columns);
                // with more rows than columns the original divides the means of the columns by themselves: those of the rows are left
                var expected = !isFactored || Math.Max(rows, columns) < 32 ? full[value.Index]
                    : rows > columns ? row[r] : row[r] / row.Average() * column[c];
                Assert.Equal(Math.Sqrt(expected), value.Item, 1e-5);
            });
        }
    }
}
