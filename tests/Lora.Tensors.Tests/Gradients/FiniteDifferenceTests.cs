using Lora.Testing;

namespace Lora.Tensors.Tests;

/// <summary>
/// Gradients against central differences, fourth order (steps h and h / 2 extrapolated), of a fixed random weighting of the outputs. h is large for fp32's
/// sake: what rounding adds is about 1e-7 / h.
/// </summary>
public sealed class FiniteDifferenceTests
{
    private const float Step = 0.02f;
    private const double Tolerance = 2e-3;

    public static TheoryData<string, bool> Rows()
    {
        var rows = new TheoryData<string, bool>();
        foreach (var test in GradientCases.All)
        {
            rows.Add(test.Name, false);
            rows.Add(test.Name, true);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Gradient_MatchesFiniteDifferences(string name, bool strided)
    {
        var test = GradientCases.All.Single(c => c.Name == name);
        using var runtime = TestRuntime.New();
        var values = Values(test);
        float[][] gradients;
        double[] weights;
        using (runtime.NewScope())
        {
            var (leaves, output) = Run(runtime, test, values, strided, true);
            var cotangent = Normal(new Random(7), (int)output.Count);
            weights = Array.ConvertAll(cotangent, x => (double)x);
            output.Backward(runtime.FromFloats(cotangent, output.Shape));
            gradients = [.. leaves.Select(l => InOrder(l.Grad!, strided))];
        }

        Assert.Equal(0, runtime.LiveTensors);
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = 0; j < values[i].Length; j++)
            {
                double Slope(float h) =>
                    (Loss(runtime, test, values, weights, strided, i, j, h) - Loss(runtime, test, values, weights, strided, i, j, -h)) / (2.0 * h);
                var expected = (4 * Slope(Step / 2) - Slope(Step)) / 3;
                var actual = gradients[i][j];
                Assert.True(Math.Abs(expected - actual) <= Tolerance * Math.Max(1, Math.Abs(expected)),
                    $"{name}: input {i} [{j}]: gradient {actual}, differences give {expected}");
            }
        }
    }

    [Fact]
    public void Table_HoldsAllThatIsDifferentiable()
    {
        Assert.Equal(GradientCases.All.Count, GradientCases.All.Select(c => c.Name).Distinct().Count());
        Assert.True(GradientCases.All.Count > 100);
    }

    private static double Loss(TensorRuntime runtime, GradientCase test, float[][] values, double[] weights, bool strided, int input, int at, float h)
    {
        var before = values[input][at];
        values[input][at] = before + h;
        using var scope = runtime.NewScope();
        var outputs = Run(runtime, test, values, strided, false).Output.ToFloats();
        values[input][at] = before;
        return outputs.Zip(weights, (y, w) => y * w).Sum();
    }

    private static (Tensor[] Leaves, Tensor Output) Run(TensorRuntime runtime, GradientCase test, float[][] values, bool strided, bool gradient)
    {
        var leaves = new Tensor[values.Length];
        var inputs = new Tensor[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var plain = runtime.FromFloats(values[i], test.Shapes[i]);
            // a leaf in another memory order, seen through a view of it
            leaves[i] = strided ? Materialized(runtime, plain) : plain;
            leaves[i].RequiresGrad = gradient;
            inputs[i] = strided ? Reversed(leaves[i]) : leaves[i];
        }

        return (leaves, test.Run(inputs));
    }

    /// <summary>The tensor with its dimensions in reversed order, row-major in memory.</summary>
    private static Tensor Materialized(TensorRuntime runtime, Tensor plain)
    {
        var turned = Reversed(plain);
        return runtime.FromFloats(turned.ToFloats(), turned.Shape);
    }

    private static Tensor Reversed(Tensor x) => x.Permute([.. Enumerable.Range(0, x.Rank).Reverse()]);

    private static float[] InOrder(Tensor gradient, bool strided) => (strided ? Reversed(gradient) : gradient).ToFloats();

    private static float[][] Values(GradientCase test)
    {
        var random = new Random(test.Name.Aggregate(17, (h, c) => h * 31 + c));
        return [.. test.Shapes.Select(s => Array.ConvertAll(Normal(random, s.Aggregate(1, (n, d) => n * d)), x => test.Domain?.Invoke(x) ?? x))];
    }

    private static float[] Normal(Random random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }
}
