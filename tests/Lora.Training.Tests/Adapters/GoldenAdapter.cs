using System.Globalization;
using System.Text.Json;
using Lora.Diffusion;
using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>Our adapter of a golden case, made by the row's arguments, and the case's parameters in our shapes.</summary>
internal sealed class GoldenAdapter
{
    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        ["rs_lora"] = "rs_lora", ["use_tucker"] = "use_tucker", ["use_scalar"] = "use_scalar", ["weight_decompose"] = "dora_wd",
        ["wd_on_out"] = "wd_on_output", ["bypass_mode"] = "bypass_mode",
    };

    private readonly GoldenCase _golden;
    private readonly TensorRuntime _runtime;
    private readonly AdaptableLayer _layer;

    public GoldenAdapter(GoldenCase golden, TensorRuntime runtime, AdaptableLayer layer)
    {
        (_golden, _runtime, _layer) = (golden, runtime, layer);
        Hyper = golden.Json.GetProperty("hyper");
        Variant = golden.Json.GetProperty("algorithm").GetString() switch
        {
            "kohya-lora" => Networks.Lora,
            "lycoris-locon" => Networks.LoCon,
            var other => throw new ArgumentException($"no network makes the cases of '{other}'", nameof(golden)),
        };
    }

    public JsonElement Hyper { get; }

    public NetworkVariant Variant { get; }

    public int Rank => Int("lora_dim", Int("dim", 4));

    public double Alpha => Hyper.TryGetProperty("alpha", out var alpha) && alpha.GetDouble() is > 0 and var value ? value : Rank;

    /// <summary>The adapter with the case's parameters, which require gradients.</summary>
    /// <param name="multiplier">Strength.</param>
    /// <param name="without">Arguments of the case that are left out.</param>
    /// <param name="alpha">Another alpha.</param>
    public Adapter Make(double multiplier, string[]? without = null, double? alpha = null)
    {
        var written = Hyper.EnumerateObject().Where(entry => Arguments.ContainsKey(entry.Name))
            .ToDictionary(entry => Arguments[entry.Name], entry => Text(entry.Value), StringComparer.Ordinal);
        foreach (var name in without ?? [])
        {
            written.Remove(name);
        }

        var adapter = AdapterCatalog.All[Variant].Create(
            new AdapterTarget("layer", "layer", _layer), new AdapterSize(Rank, alpha ?? Alpha), OptionValues.Resolve(Variant.Arguments, written))!;
        adapter.Multiplier = multiplier;
        adapter.Bind([.. adapter.Trained.Select(tensor =>
        {
            var value = _runtime.FromFloats(Parameter(tensor), tensor.Shape);
            value.RequiresGrad = true;
            return value;
        })]);
        return adapter;
    }

    /// <summary>
    /// The adapter whose merged weight is what the peer's own merging methods give. LyCORIS' LoHa and LoKr scale twice there and forget the scalar; the plain
    /// change leaves the decomposition out.
    /// </summary>
    public Adapter AsThePeerMerges(double multiplier, bool isDelta)
    {
        var twice = !_golden.Json.GetProperty("merge_equals_forward").GetProperty("1.0").GetBoolean();
        var scale = Hyper.TryGetProperty("rs_lora", out var rs) && rs.GetBoolean() ? Alpha / Math.Sqrt(Rank) : Alpha / Rank;
        return Make(multiplier, [.. isDelta ? ["dora_wd"] : Array.Empty<string>(), .. twice ? ["use_scalar"] : Array.Empty<string>()],
            twice ? Alpha * scale : null);
    }

    /// <summary>Compares the gradients of all parameters that the case records.</summary>
    public void CompareGradients(Adapter adapter, Action<string, float[]> compare)
    {
        foreach (var (tensor, value) in adapter.Trained.Zip(adapter.Values))
        {
            compare($"grad.{tensor.Name}", value.Grad!.ToFloats());
        }
    }

    private float[] Parameter(AdapterTensor tensor) => _golden.Input($"param.{tensor.Name}");

    private int Int(string name, int otherwise) => Hyper.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise;

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        _ => value.GetBoolean() ? "true" : "false",
    };
}
