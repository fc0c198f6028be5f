using System.Text.Json;
using Lora.Diffusion;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests.Tools;

/// <summary>kohya's tools on one layer of each kind (golden group <c>tools</c>).</summary>
[Trait("Golden", "tools")]
public sealed class ToolsGoldenTests
{
    private static readonly Dictionary<string, string> Weights = new()
    {
        ["lora_unet_t_lin"] = "t.lin.weight",
        ["lora_unet_t_c1"] = "t.c1.weight",
        ["lora_unet_r_conv"] = "r.conv.weight",
        ["lora_te_a_q_proj"] = "a.q_proj.weight",
    };

    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases =>
        // norms are held in training: WeightNormsGoldenTests
        GoldenCases.Of("tools", golden => !golden.Name.StartsWith("max_norm", StringComparison.Ordinal));

    [Theory, MemberData(nameof(Cases))]
    public void Tool_IsKohyas(GoldenCase golden)
    {
        var hyper = golden.Json.GetProperty("hyper");
        switch (golden.Name.Split('_'))
        {
            case ["extract", ..]:
                Extract(golden, hyper);
                break;
            case ["resize", ..]:
                Resize(golden, hyper);
                break;
            case ["merge", "into", "base", ..]:
                MergeIntoBase(golden, Ratios(hyper));
                break;
            case ["merge", ..]:
                Merge(golden, Ratios(hyper), hyper.GetProperty("concat").GetBoolean());
                break;
            case ["svd", "merge", ..]:
                MergeBySvd(golden, hyper);
                break;
            default:
                Assert.Fail($"{golden.Name}: no tool of ours");
                break;
        }

        golden.AllCompared();
    }

    private static void Extract(GoldenCase golden, JsonElement hyper)
    {
        var settings = new ExtractSettings
        {
            Dim = hyper.GetProperty("dim").GetInt32(),
            ConvDim = hyper.GetProperty("conv_dim") is { ValueKind: JsonValueKind.Number } conv ? conv.GetInt32() : null,
            ClampQuantile = hyper.GetProperty("clamp_quantile").GetDouble(),
            MinDiff = hyper.GetProperty("min_diff").GetDouble(),
        };
        var layers = Weights.ToDictionary(pair => pair.Key, pair => (Original: golden.Input($"base.{pair.Value}"), Tuned: golden.Input($"tuned.{pair.Value}")));
        var withText = LoraExtract.Differs([layers["lora_te_a_q_proj"]], settings.MinDiff);
        string[] extracted = [.. layers.Keys.Where(name => name.StartsWith("lora_te", StringComparison.Ordinal) ? withText
            : settings.ConvDim is not null || name != "lora_unet_r_conv")];
        Assert.Equal(golden.Json.GetProperty("modules").EnumerateArray().Select(name => name.GetString()!), extracted.Order(StringComparer.Ordinal));
        foreach (var name in extracted)
        {
            var (shape, layer) = (Shape(golden, $"base.{Weights[name]}"), layers[name]);
            var pair = LoraExtract.Layer(name, layer.Original, layer.Tuned, shape, settings, ChoiceOf(golden, name));
            CompareExtracted(golden, pair, $"{name}.delta_unclamped",
                LoraExtract.Layer(name, layer.Original, layer.Tuned, shape, settings with { ClampQuantile = null }));
        }
    }

    private static void Resize(GoldenCase golden, JsonElement hyper)
    {
        var method = hyper.GetProperty("dynamic_method").GetString() switch
        {
            null => DynamicMethod.Fixed,
            "sv_ratio" => DynamicMethod.SvRatio,
            "sv_fro" => DynamicMethod.SvFro,
            "sv_cumulative" => DynamicMethod.SvCumulative,
            var other => throw new InvalidOperationException(other),
        };
        var target = hyper.GetProperty("dynamic_param") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : 0;
        foreach (var pair in Pairs(golden, "in"))
        {
            var resized = LoraResize.Resize(pair, hyper.GetProperty("new_rank").GetInt32(), hyper.GetProperty("new_conv_rank").GetInt32(), method, target);
            CompareSizes(golden, resized);
            Compare(golden, $"delta_in.{pair.Name}", Delta(pair));
            Compare(golden, $"delta.{pair.Name}", Delta(resized));
        }
    }

    private static void Merge(GoldenCase golden, double[] ratios, bool concat)
    {
        IReadOnlyList<LoraPair>[] files = [Pairs(golden, "in0"), Pairs(golden, "in1")];
        var merged = LoraMerge.Merge(Rated(files, ratios), concat);
        Assert.Equal(3, merged.Count);
        foreach (var pair in merged)
        {
            CompareSizes(golden, pair);
            Compare(golden, $"delta.{pair.Name}", Delta(pair));
            CompareSaved(golden, pair);
            Compare(golden, $"weighted_sum_of_deltas.{pair.Name}", WeightedSum(files, ratios, pair.Name));
        }

        // another order of the ranks changes nothing but the sums' rounding
        foreach (var (pair, shuffled) in merged.Zip(LoraMerge.Merge(Rated(files, ratios), concat, shuffle: 3)))
        {
            Assert.NotEqual(pair.Down, shuffled.Down);
            Compare(golden, $"delta.{pair.Name}", Delta(shuffled));
        }
    }

    private static void MergeIntoBase(GoldenCase golden, double[] ratios)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        using var off = runtime.NoGrad();
        foreach (var (name, weight) in Weights.Where(pair => golden.Tensors.Contains($"base.{pair.Value}")))
        {
            var shape = Shape(golden, $"base.{weight}");
            var layer = GoldenLayers.Of(name switch { "lora_unet_t_lin" => "linear", "lora_unet_t_c1" => "conv1", _ => "conv3" }, shape);
            layer.Parameters.First(parameter => parameter.Name.EndsWith("weight", StringComparison.Ordinal)).Value =
                runtime.FromFloats(golden.Input($"base.{weight}"), shape);
            for (var file = 0; file < ratios.Length; file++)
            {
                var pair = Pairs(golden, $"in{file}").Single(pair => pair.Name == name);
                var module = new AdapterModule(name, new Dictionary<string, (int[] Shape, float[] Values)>
                {
                    ["alpha"] = ([], [(float)pair.Alpha]),
                    ["lora_down.weight"] = (pair.DownShape, pair.Down),
                    ["lora_up.weight"] = (pair.UpShape, pair.Up),
                });
                var adapter = AdapterCatalog.Of(module)!.Read(new AdapterTarget(name, name, layer), module, ratios[file]);
                adapter.Bind([.. adapter.Trained.Select(tensor => runtime.FromFloats(module.Tensors[tensor.Name].Values, tensor.Shape))]);
                layer.Overlay = adapter.Merged();
            }

            Compare(golden, $"merged.{weight}", layer.Weight.ToFloats());
        }
    }

    private static void MergeBySvd(GoldenCase golden, JsonElement hyper)
    {
        IReadOnlyList<LoraPair>[] files = [Pairs(golden, "in0"), Pairs(golden, "in1")];
        var ratios = Ratios(hyper);
        int rank = hyper.GetProperty("new_rank").GetInt32(), convRank = hyper.GetProperty("new_conv_rank").GetInt32();
        var merged = SvdMerge.Merge(Rated(files, ratios), rank, convRank, hyper.GetProperty("clamp_quantile").GetDouble(), name => ChoiceOf(golden, name));
        foreach (var (pair, unclamped) in merged.Zip(SvdMerge.Merge(Rated(files, ratios), rank, convRank, quantile: null)))
        {
            Compare(golden, $"weighted_sum_of_deltas.{pair.Name}", WeightedSum(files, ratios, pair.Name), new(1e-6, 1e-5));
            CompareExtracted(golden, pair, $"delta_unclamped.{pair.Name}", unclamped);
            Assert.Equal(golden.Json.GetProperty("alphas").GetProperty(pair.Name).GetDouble(), pair.Alpha);
        }
    }

    private static void CompareExtracted(GoldenCase golden, LoraPair pair, string unclampedName, LoraPair unclamped)
    {
        var tolerance = golden.Json.GetProperty("tolerance");
        GoldenTolerance wide = Stated(tolerance.GetProperty("delta")), narrow = Stated(tolerance.GetProperty("delta_unclamped"));
        Assert.Equal(golden.Json.GetProperty("ranks").GetProperty(pair.Name).GetInt32(), pair.Rank);
        Compare(golden, $"delta.{pair.Name}", Delta(pair), wide);
        Compare(golden, unclampedName, Delta(unclamped), narrow);
        CompareSaved(golden, pair, wide);
    }

    private static void CompareSizes(GoldenCase golden, LoraPair pair)
    {
        Assert.Equal(golden.Json.GetProperty("ranks").GetProperty(pair.Name).GetInt32(), pair.Rank);
        Assert.Equal(golden.Json.GetProperty("alphas").GetProperty(pair.Name).GetDouble(), pair.Alpha, 1e-6);
    }

    private static void CompareSaved(GoldenCase golden, LoraPair pair, GoldenTolerance? tolerance = null)
    {
        Compare(golden, $"saved.{pair.Name}.lora_up.weight", pair.Up, tolerance);
        Compare(golden, $"saved.{pair.Name}.lora_down.weight", pair.Down, tolerance);
        golden.Compare($"saved.{pair.Name}.alpha", [(float)pair.Alpha]);
    }

    // the clamp depends on which way round a pair of vectors is, and, where a singular value is 0, on which of all vectors at right angles it is: there the
    // libraries differ, and the peer's is taken
    private static VectorChoice ChoiceOf(GoldenCase golden, string name)
    {
        var saved = Array.ConvertAll(golden.Tensors.ReadFloats($"saved.{name}.lora_down.weight"), value => (double)value);
        var others = new List<double[]>();
        return (index, value, right) =>
        {
            var peers = saved[(index * right.Length)..((index + 1) * right.Length)];
            if (value < 1e-6)
            {
                return Unclamped(peers, saved.Max(Math.Abs), others);
            }

            others.Add(right);
            return Lines.Dot(right, peers) < 0 ? Array.ConvertAll(right, component => -component) : right;
        };
    }

    // what lies at the clamp's level was beyond it: by how much follows from the right angles to the other vectors
    private static double[] Unclamped(double[] vector, double level, List<double[]> others)
    {
        int[] clamped = [.. Enumerable.Range(0, vector.Length).Where(i => Math.Abs(vector[i]) == level)];
        for (var round = 0; round < 500; round++)
        {
            foreach (var i in clamped)
            {
                vector[i] -= others.Sum(other => other[i] * Lines.Dot(other, vector)) / others.Sum(other => other[i] * other[i]);
            }
        }

        return vector;
    }

    private static double[] Ratios(JsonElement hyper) => [.. hyper.GetProperty("ratios").EnumerateArray().Select(ratio => ratio.GetDouble())];

    private static IReadOnlyList<LoraPair> Pairs(GoldenCase golden, string tag) =>
    [
        .. Weights.Keys.Where(name => golden.Tensors.Contains($"{tag}.{name}.alpha")).Select(name =>
        {
            string down = $"{tag}.{name}.lora_down.weight", up = $"{tag}.{name}.lora_up.weight";
            return new LoraPair(name, golden.Input(down), Shape(golden, down), golden.Input(up), Shape(golden, up), golden.Input($"{tag}.{name}.alpha")[0]);
        }),
    ];

    private static RatedLayers[] Rated(IReadOnlyList<LoraPair>[] files, double[] ratios) =>
        [.. files.Zip(ratios, (pairs, ratio) => new RatedLayers(pairs, _ => ratio))];

    private static float[] Delta(LoraPair pair) => WeightedSum([[pair]], [1], pair.Name);

    private static float[] WeightedSum(IReadOnlyList<LoraPair>[] files, double[] ratios, string name)
    {
        double[]? sum = null;
        foreach (var (pairs, ratio) in files.Zip(ratios))
        {
            var pair = pairs.Single(pair => pair.Name == name);
            pair.AddProduct(sum ??= new double[pair.Rows * pair.Columns], ratio * pair.Alpha / pair.Rank);
        }

        return Array.ConvertAll(sum!, value => (float)value);
    }

    private static int[] Shape(GoldenCase golden, string name) => [.. golden.Tensors[name].Shape.Select(size => (int)size)];

    private static GoldenTolerance Stated(JsonElement tolerance) => new(tolerance.GetProperty("atol").GetDouble(), tolerance.GetProperty("rtol").GetDouble());

    private static void Compare(GoldenCase golden, string name, float[] actual, GoldenTolerance? tolerance = null) => golden.Compare(
        name, actual, Array.ConvertAll(golden.Tensors.ReadFloats(name), value => (double)value), tolerance ?? Stated(golden.Json.GetProperty("tolerance")));
}
