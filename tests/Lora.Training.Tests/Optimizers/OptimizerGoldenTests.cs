using System.Globalization;
using System.Text.Json;
using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>Twelve steps of every optimizer on two small tensors, as the package that it comes from takes them: weights, averages, d.</summary>
[Trait("Golden", "optimizers")]
public sealed class OptimizerGoldenTests
{
    private const int Steps = 12;

    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("optimizers", golden => golden.Json.TryGetProperty("algorithm", out _));

    [Theory, MemberData(nameof(Cases))]
    public void Trajectory_IsThePeers(GoldenCase golden)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        using var problem = new SafetensorsFile(GoldenFolder.Find("optimizers", "problem.safetensors"));
        int[][] shapes = [.. ((string[])["p0.0", "p0.1"]).Select(name => problem[name].Shape.Select(size => (int)size).ToArray())];
        var hyper = golden.Json.GetProperty("hyper");
        var rate = hyper.GetProperty("lr") is { ValueKind: JsonValueKind.Number } lr ? lr.GetDouble() : 1;
        using var group = new ParameterGroup(runtime, "unet", rate, shapes);
        using var optimizer = OptimizerCatalog.Create(Chosen(golden));
        optimizer.Attach([group]);
        var isGiven = golden.Json.GetProperty("mode").GetString() == "given";
        var trajectories = golden.Tensors.Names.ToDictionary(name => name, _ => new List<float>());
        for (var i = 0; i < shapes.Length; i++)
        {
            group.Set(i, problem.ReadFloats($"p0.{i}"));
        }

        for (var step = 0; step < Steps; step++)
        {
            float[] gradients = [.. shapes.SelectMany((_, i) => isGiven ? Given(problem, i, step) : Quadratic(problem, i, group.Parameters[i].ToFloats()))];
            group.Gradients.CopyFrom_(gradients);
            optimizer.Step();
            Record("p");
            if (trajectories.ContainsKey("eval.0"))
            {
                using var evaluated = optimizer.Eval();
                Record("eval");
            }

            if (trajectories.TryGetValue("state.d", out var d))
            {
                d.Add((float)optimizer.Found()[0]);
            }
        }

        var tolerance = golden.Json.GetProperty("tolerance");
        foreach (var (name, values) in trajectories)
        {
            golden.Compare(name, values.ToArray(), Array.ConvertAll(golden.Tensors.ReadFloats(name), value => (double)value),
                new GoldenTolerance(tolerance.GetProperty("atol").GetDouble(), tolerance.GetProperty("rtol").GetDouble()));
        }

        golden.AllCompared();

        void Record(string kind)
        {
            for (var i = 0; i < shapes.Length; i++)
            {
                trajectories[$"{kind}.{i}"].AddRange(group.Parameters[i].ToFloats());
            }
        }
    }

    /// <summary>The optimizer of the case's class and arguments, as a project writes them.</summary>
    internal static OptionValues Chosen(GoldenCase golden)
    {
        var type = golden.Json.GetProperty("source").GetString()!.Replace(" on CPU", "", StringComparison.Ordinal).Split(' ')[^1];
        // how a step is computed there, not what
        var arguments = golden.Json.GetProperty("hyper").EnumerateObject().Where(entry => entry.Name is not ("lr" or "foreach" or "kahan_sum"))
            .Select(entry => $"{entry.Name}={Text(entry.Value)}");
        return Settings.Of($"OptimizerType={type}; OptimizerArgs={string.Join(' ', arguments)}");
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Text)),
        JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static float[] Given(SafetensorsFile problem, int parameter, int step)
    {
        var all = problem.ReadFloats($"g.{parameter}");
        var count = all.Length / Steps;
        return all[(step * count)..((step + 1) * count)];
    }

    /// <summary>H (p - c).</summary>
    private static float[] Quadratic(SafetensorsFile problem, int parameter, float[] at)
    {
        var (matrix, centre) = (problem.ReadFloats($"quad.H.{parameter}"), problem.ReadFloats($"quad.c.{parameter}"));
        return [.. Enumerable.Range(0, at.Length).Select(row => (float)Enumerable.Range(0, at.Length).Sum(column =>
            (double)matrix[(row * at.Length) + column] * (at[column] - centre[column])))];
    }
}
