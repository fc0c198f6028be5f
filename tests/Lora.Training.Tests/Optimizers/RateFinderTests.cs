using Lora.Tensors;
using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>One d for all groups.</summary>
public sealed class RateFinderTests
{
    public static TheoryData<string> Names => [.. Lora.Vocabulary.Optimizers.All.Where(row => row.WantsOneRate).Select(row => row.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Groups_AreAsOne(string name)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        var (together, found) = Train(runtime, name, [[[5, 4], [7]]]);
        var (apart, foundApart) = Train(runtime, name, [[[5, 4]], [[7]]]);
        Assert.Equal(foundApart[0], foundApart[1]);
        Assert.InRange(foundApart[0] / found[0], 1 - 1e-4, 1 + 1e-4);
        var largest = together.Max(MathF.Abs);
        Assert.All(together.Zip(apart), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * largest));
        Assert.True(found[0] > 1e-3, $"d stayed at {found[0]}");
    }

    /// <summary>A step at rate 0, the first of a warm-up, does nothing and counts for nothing.</summary>
    [Theory, MemberData(nameof(Names))]
    public void StepsAtNoRate_DoNothing(string name)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        Assert.Equal(Train(runtime, name, [[[5, 4], [7]]]).Weights, Train(runtime, name, [[[5, 4], [7]]], waits: true).Weights);
    }

    private static (float[] Weights, double[] Found) Train(TensorRuntime runtime, string name, int[][][] shapes, bool waits = false)
    {
        var groups = shapes.Select((group, i) => new ParameterGroup(runtime, $"{i}", 1, group)).ToArray();
        using var optimizer = OptimizerCatalog.Create(Settings.Of($"OptimizerType={name}; OptimizerArgs=d0=1e-3"));
        optimizer.Attach(groups);
        var random = new Generator(7);
        var trend = new float[27];
        random.Normal(trend);
        if (waits)
        {
            optimizer.Step(0);
        }

        for (var step = 0; step < 12; step++)
        {
            var gradients = new float[trend.Length];
            random.Normal(gradients);
            var at = 0;
            foreach (var group in groups)
            {
                group.Gradients.CopyFrom_([.. Enumerable.Range(at, group.Count).Select(i => (0.3f * gradients[i]) + trend[i])]);
                at += group.Count;
            }

            optimizer.Step();
        }

        float[] weights = [.. groups.SelectMany(group => group.Values.ToFloats())];
        var found = optimizer.Found();
        Array.ForEach(groups, group => group.Dispose());
        return (weights, found);
    }
}
