using Lora.Tensors;
using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>What an optimizer can see of its groups: parameters in their shapes, and all of them as one.</summary>
public class ShapedOptimizerTests
{
    [Fact]
    public void Steps_AreThoseOfTheFormula()
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        const double Rate = 0.01;
        using var group = new ParameterGroup(runtime, "unet", Rate, [[5, 3], [4, 2, 3, 3]]);
        using var optimizer = new RowsAndColumns();
        optimizer.Attach([group]);
        Assert.Equal(["exp_avg", "row.0", "column.0", "row.1", "column.1"], optimizer.States[0].Tensors.Select(tensor => tensor.Name));
        var random = new Generator(4);
        (int Rows, int Columns, int At)[] matrices = [(5, 3, 0), (4, 18, 15)];
        var (weights, mean) = (new double[group.Count], new double[group.Count]);
        var (rows, columns) = (matrices.Select(m => new double[m.Rows]).ToArray(), matrices.Select(m => new double[m.Columns]).ToArray());
        for (var step = 0; step < 5; step++)
        {
            var gradients = new float[group.Count];
            random.Normal(gradients);
            group.Gradients.CopyFrom_(gradients);
            optimizer.Step();
            foreach (var (i, (height, width, at)) in matrices.Index())
            {
                double Squared(int r, int c) => ((double)gradients[at + (r * width) + c] * gradients[at + (r * width) + c]) + RowsAndColumns.Epsilon;
                double Later(double before, double now) => (RowsAndColumns.Square * before) + ((1 - RowsAndColumns.Square) * now);
                for (var r = 0; r < height; r++)
                {
                    rows[i][r] = Later(rows[i][r], Enumerable.Range(0, width).Average(c => Squared(r, c)));
                }

                for (var c = 0; c < width; c++)
                {
                    columns[i][c] = Later(columns[i][c], Enumerable.Range(0, height).Average(r => Squared(r, c)));
                }

                for (var k = 0; k < height * width; k++)
                {
                    var direction = gradients[at + k] / Math.Sqrt(rows[i][k / width] / rows[i].Average() * columns[i][k % width]);
                    mean[at + k] = (RowsAndColumns.Mean * mean[at + k]) + ((1 - RowsAndColumns.Mean) * direction);
                    weights[at + k] -= Rate * mean[at + k];
                }
            }

            Assert.All(group.Values.ToFloats().Zip(weights), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
        }
    }
}
