using Lora.Diffusion;
using Lora.Testing;

namespace Lora.Training.Tests.Adapters;

/// <summary>kohya's scale_weight_norms over linear layers and convolutions: the factors after it, and what it says of the norms.</summary>
[Trait("Golden", "tools")]
public class WeightNormsGoldenTests
{
    private const string Before = "before.";

    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases =>
        GoldenCases.Of("tools", golden => golden.Name.StartsWith("max_norm", StringComparison.Ordinal));

    [Theory, MemberData(nameof(Cases))]
    public void Factors_AreKohyas(GoldenCase golden)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        var limit = golden.Json.GetProperty("hyper").GetProperty("max_norm").GetDouble();
        string[] modules = [.. golden.Tensors.Names.Where(name => name.StartsWith(Before, StringComparison.Ordinal))
            .Select(name => name[Before.Length..].Split('.')[0]).Distinct().Order(StringComparer.Ordinal)];
        LoraAdapter[] adapters = [.. modules.Select(Bound)];
        var norms = WeightNorms.Apply(adapters, limit)!.ToFloats();
        foreach (var (module, adapter) in modules.Zip(adapters))
        {
            foreach (var (tensor, value) in adapter.Trained.Zip(adapter.Values))
            {
                golden.Compare($"after.{module}.{tensor.Name}", value.ToFloats());
            }

            golden.Compare($"after.{module}.alpha", [adapter.Tensors[0].Constant!.Value]);
        }

        var report = WeightNorms.Report(norms, limit);
        golden.Expect("keys_scaled", "mean_norm", "max_norm_seen");
        golden.Compare("keys_scaled", [report[0].Value], [golden.Json.GetProperty("keys_scaled").GetDouble()], GoldenTolerance.Exact);
        golden.Compare("mean_norm", [report[1].Value], [golden.Json.GetProperty("mean_norm").GetDouble()]);
        golden.Compare("max_norm_seen", [report[2].Value], [golden.Json.GetProperty("max_norm_seen").GetDouble()]);
        golden.AllCompared();

        LoraAdapter Bound(string module)
        {
            int[] Shape(string tensor) => [.. golden.Tensors[$"{Before}{module}.{tensor}"].Shape.Select(size => (int)size)];
            var (down, up) = (Shape(LoraAdapter.DownName), Shape(LoraAdapter.UpName));
            var layer = down.Length == 2
                ? new BasicTransformerBlock("block", up[0], down[1], 2).Modules.Select(entry => entry.Layer).OfType<AdaptableLayer>()
                    .Single(part => part.Path.EndsWith("attn2.to_k", StringComparison.Ordinal))
                : new Conv2d("layer", down[1], up[0], down[2], 1, down[2] / 2);
            var made = new LoraAdapter(new AdapterTarget(module, module, layer), new FactorForm(down[0], golden.Input($"{Before}{module}.alpha")[0]));
            made.Bind([.. made.Trained.Select(tensor => runtime.FromFloats(golden.Input($"{Before}{module}.{tensor.Name}"), tensor.Shape))]);
            return made;
        }
    }

    [Fact]
    public void WhatIsBelowTheLimit_IsLeftAndReported()
    {
        var report = WeightNorms.Report([0.5f, 2, 0], 1);
        Assert.Equal([1, 0.5, 1], report.Select(figure => figure.Value));
        Assert.Equal(WeightNorms.Names, report.Select(figure => figure.Name));
    }
}
