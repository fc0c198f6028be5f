using Lora.Diffusion;
using Lora.Tensors;
using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>Each network over one layer: output, gradients, weight in force at a multiplier, tensors as saved, and a file read back.</summary>
[Trait("Golden", "networks")]
public class NetworkGoldenTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("networks");

    [Theory, MemberData(nameof(Cases))]
    public void Layer_IsThePeers(GoldenCase golden)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        var layer = GoldenLayers.Of(golden, runtime);
        var made = new GoldenAdapter(golden, runtime, layer);
        var tolerance = golden.Json.GetProperty("tolerance");
        var limit = new GoldenTolerance(tolerance.GetProperty("atol").GetDouble(), tolerance.GetProperty("rtol").GetDouble());

        var adapter = made.Make(made.Hyper.TryGetProperty("multiplier", out var multiplier) ? multiplier.GetDouble() : 1);
        layer.Adapter = adapter;
        var x = Input("x");
        x.RequiresGrad = true;
        var y = layer.Forward(x);
        y.Mul(Input("g")).Sum().Backward();
        Compare("y", y.ToFloats());
        Compare("grad.x", x.Grad!.ToFloats());
        made.CompareGradients(adapter, Compare);
        made.CompareStart(adapter, (expected, actual) => Near(expected, actual, limit));
        layer.Adapter = null;
        using var off = runtime.NoGrad();
        CompareSaved(golden, adapter, Compare);
        foreach (var name in golden.Tensors.Names.Where(name => name.Contains('@', StringComparison.Ordinal)))
        {
            Compare(name, Merged(golden, made, layer, name));
        }

        if (golden.Json.GetProperty("linear_in_multiplier").GetBoolean())
        {
            var (frozen, whole, part) = (layer.Weight.ToFloats(), made.Make(1).Merged().ToFloats(), made.Make(0.6).Merged().ToFloats());
            for (var i = 0; i < frozen.Length; i++)
            {
                Assert.Equal(frozen[i] + (0.6 * (whole[i] - frozen[i])), part[i], limit.Absolute + (limit.Relative * Math.Abs(part[i])));
            }
        }

        ReadsBack(made, layer, limit);
        golden.AllCompared();

        Tensor Input(string name) => runtime.FromFloats(golden.Input(name), [.. golden.Tensors[name].Shape.Select(size => (int)size)]);

        void Compare(string name, float[] actual)
        {
            if (name == "saved.alpha" && made.SavedAlphaFactor != 1)
            {
                golden.Compare(name, actual, [golden.Tensors.ReadFloats(name)[0] * made.SavedAlphaFactor], limit);
            }
            else if (FloatCodec.Supports(golden.Tensors[name].DType))
            {
                golden.Compare(name, actual, Array.ConvertAll(golden.Tensors.ReadFloats(name), value => (double)value), limit);
            }
            else
            {
                golden.Compare(name, actual);
            }
        }
    }

    /// <summary>The names are the peer's; values that it folds something into are recorded, others are the parameters themselves.</summary>
    private static void CompareSaved(GoldenCase golden, Adapter adapter, Action<string, float[]> compare)
    {
        Assert.Equal(golden.Json.GetProperty("saved_keys").EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal),
            adapter.Saved.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        foreach (var tensor in adapter.Saved)
        {
            if (golden.Json.GetProperty("saved_equal_to_param").TryGetProperty(tensor.Name, out var parameter))
            {
                Assert.Equal(golden.Tensors.ReadFloats(parameter.GetString()!), adapter.SavedValues(tensor));
            }
            else if (golden.Tensors.Names.Contains($"saved.{tensor.Name}"))
            {
                compare($"saved.{tensor.Name}", adapter.SavedValues(tensor));
            }
        }
    }

    /// <summary>What a case records as <c>kind@multiplier</c>.</summary>
    private static float[] Merged(GoldenCase golden, GoldenAdapter made, AdaptableLayer layer, string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        var multiplier = double.Parse(name[(at + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        var kind = name[..at];
        var adapter = kind.StartsWith("get_", StringComparison.Ordinal) ? made.AsThePeerMerges(multiplier, isDelta: kind == "get_diff_weight")
            : made.Make(multiplier, isTraining: kind != "merged");
        return kind switch
        {
            "merged" or "effective_weight" or "get_merged_weight" => adapter.Merged().ToFloats(),
            "get_diff_weight" => adapter.Merged().Sub(layer.Weight).ToFloats(),
            "get_merged_bias" => adapter.MergedBias()!.ToFloats(),
            "get_diff_bias" => adapter.MergedBias()!.Sub(layer.Bias!).ToFloats(),
            _ => throw new ArgumentException($"{golden.DisplayName}: '{name}' is not known", nameof(name)),
        };
    }

    /// <summary>A file with the saved tensors has the same weight in force, whatever the multiplier.</summary>
    private static void ReadsBack(GoldenAdapter made, AdaptableLayer layer, GoldenTolerance limit)
    {
        var trained = made.Make(0.6, isTraining: false);
        var module = new AdapterModule("layer", trained.Saved.ToDictionary(tensor => tensor.Name, tensor => (tensor.Shape, trained.SavedValues(tensor))))
        {
            Metadata = new Dictionary<string, string> { ["ss_network_args"] = made.Hyper.GetRawText() },
        };
        var read = AdapterCatalog.Of(module)!.Read(trained.Target, module, 0.6);
        read.Bind([.. read.Trained.Select(tensor => layer.Weight.Runtime.FromFloats(module.Tensors[tensor.Name].Values, tensor.Shape))]);
        Assert.Equal(module.Tensors.Keys.Order(StringComparer.Ordinal), read.Saved.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        Near(trained.Merged().ToFloats(), read.Merged().ToFloats(), limit);
        if (layer.HasBias)
        {
            Near((trained.MergedBias() ?? layer.Bias!).ToFloats(), (read.MergedBias() ?? layer.Bias!).ToFloats(), limit);
        }
    }

    private static void Near(float[] expected, float[] actual, GoldenTolerance limit)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (one, other) in expected.Zip(actual))
        {
            Assert.Equal(one, other, limit.Absolute + (limit.Relative * Math.Abs(one)));
        }
    }
}
