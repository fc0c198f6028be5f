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
    /// <summary>The constructors' names of what the arguments name otherwise.</summary>
    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        ["weight_decompose"] = "dora_wd",
        ["wd_on_out"] = "wd_on_output",
    };

    private readonly GoldenCase _golden;
    private readonly TensorRuntime _runtime;
    private readonly AdaptableLayer _layer;

    public GoldenAdapter(GoldenCase golden, TensorRuntime runtime, AdaptableLayer layer)
    {
        (_golden, _runtime, _layer) = (golden, runtime, layer);
        Hyper = golden.Json.GetProperty("hyper");
        Algorithm = golden.Json.GetProperty("algorithm").GetString()!;
        Variant = Algorithm switch
        {
            "kohya-lora" => Networks.Lora,
            "kohya-dylora" or "lycoris-dylora" => Networks.DyLora,
            "kohya-oft" or "lycoris-diag-oft" => Networks.Oft,
            "lycoris-locon" or "lycoris-norm" => Networks.LoCon,
            "lycoris-loha" => Networks.Loha,
            "lycoris-kron" => Networks.Lokr,
            "lycoris-ia3" => Networks.Ia3,
            "lycoris-full" => Networks.Full,
            "lycoris-glora" => Networks.Glora,
            "lycoris-boft" => Networks.Boft,
            "lycoris-tlora" => Networks.TLora,
            _ => throw new ArgumentException($"no network makes the cases of '{Algorithm}'", nameof(golden)),
        };
    }

    public JsonElement Hyper { get; }

    public string Algorithm { get; }

    public NetworkVariant Variant { get; }

    // LyCORIS' rotations take -1 for the finest split there is, as a dim that no layer has
    public int Rank => Int("lora_dim", Int("dim", 4)) is > 0 and var rank ? rank : 4096;

    public double Alpha => Hyper.TryGetProperty("alpha", out var alpha) && alpha.GetDouble() is > 0 and var value ? value : Rank;

    /// <summary>The peer saves GLoRA's alpha without the square root that it trains with; ours is what a reader has to divide by the rank.</summary>
    public double SavedAlphaFactor => GoldenList.Differences.ReasonFor(_golden.DisplayName, "") is not null && Hyper.GetProperty("rs_lora").GetBoolean()
        ? Math.Sqrt(Rank) : 1;

    /// <summary>The adapter with the case's parameters, which require gradients.</summary>
    /// <param name="multiplier">Strength.</param>
    /// <param name="without">Arguments of the case that are left out.</param>
    /// <param name="alpha">Another alpha.</param>
    /// <param name="isTraining">What the case draws is drawn.</param>
    public Adapter Make(double multiplier, string[]? without = null, double? alpha = null, bool isTraining = true)
    {
        var written = Hyper.EnumerateObject().Select(entry => (Name: Arguments.GetValueOrDefault(entry.Name, entry.Name), entry.Value))
            .Where(entry => Variant.Arguments.Any(row => row.Name == entry.Name) && without?.Contains(entry.Name) != true)
            .ToDictionary(entry => entry.Name, entry => Text(entry.Value), StringComparer.Ordinal);
        if (Variant.OtherForm is not null)
        {
            written["form"] = Algorithm.Split('-')[0];
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
        if (isTraining)
        {
            Draw(adapter);
        }

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
            var gradient = value.Grad!.ToFloats();
            if (Blocks(tensor) is { } blocks)
            {
                Array.ForEach(blocks, block => compare($"grad.{block.Name}", Part(gradient, tensor, block)));
            }
            else
            {
                compare($"grad.{NameOf(tensor)}", gradient);
            }
        }
    }

    /// <summary>Marks what the case records of the peer's own start: only its product enters ours.</summary>
    public void CompareStart(Adapter adapter, Action<float[], float[]> compare)
    {
        if (adapter is not TLoraAdapter)
        {
            return;
        }

        float[] inputs = _golden.Input("buffer.base_q"), outputs = _golden.Input("buffer.base_p"), values = _golden.Input("buffer.base_lambda");
        compare(Product(inputs, outputs, values), Product(Start(0), Start(1), Start(2)));

        float[] Start(int index)
        {
            var first = new float[adapter.Trained[index].Count];
            adapter.Trained[index].Initial!(new RandomStream(1, RandomPurpose.Weights), first);
            return first;
        }

        static float[] Product(float[] inputs, float[] outputs, float[] values)
        {
            int rank = values.Length, ins = inputs.Length / rank, outs = outputs.Length / rank;
            return [.. Enumerable.Range(0, outs * ins).Select(i =>
                (float)Enumerable.Range(0, rank).Sum(k => (double)outputs[(i / ins * rank) + k] * values[k] * inputs[(k * ins) + (i % ins)]))];
        }
    }

    private void Draw(Adapter adapter)
    {
        if (adapter is DyLoraAdapter dynamic)
        {
            dynamic.Block = Algorithm == "kohya-dylora" ? Hyper.GetProperty("random_draw").GetInt32() / Int("unit", 1) : _golden.Name[^1] - '0';
        }

        if (Hyper.TryGetProperty("timestep", out var timestep))
        {
            adapter.Draw(null, [.. Enumerable.Repeat((float)timestep.GetInt32(), (int)_golden.Tensors["x"].Shape[0])]);
        }
    }

    private float[] Parameter(AdapterTensor tensor)
    {
        if (Blocks(tensor) is { } blocks)
        {
            var joined = new float[tensor.Count];
            foreach (var block in blocks)
            {
                var part = _golden.Input($"param.{block.Name}");
                foreach (var (to, from) in Places(tensor, block).Zip(part))
                {
                    joined[to] = from;
                }
            }

            return joined;
        }

        var values = _golden.Input($"param.{NameOf(tensor)}");
        if (Variant != Networks.Full)
        {
            return values;
        }

        // the peer trains the weight itself
        var frozen = _golden.Input($"base.{NameOf(tensor)}");
        return [.. values.Zip(frozen, (value, start) => value - start)];
    }

    private string NameOf(AdapterTensor tensor) => (Variant == Networks.Full, tensor.Name) switch
    {
        (true, FullAdapter.WeightName) => "weight",
        (true, FullAdapter.BiasName) => "bias",
        _ => tensor.Name,
    };

    /// <summary>A DyLoRA's factor is several parameters at the peers: their names, where they start among the ranks and how many each has.</summary>
    private (string Name, int Start, int Count)[]? Blocks(AdapterTensor tensor)
    {
        if (Variant != Networks.DyLora)
        {
            return null;
        }

        var isDown = tensor.Name == LoraAdapter.DownName;
        var (list, count) = Algorithm == "kohya-dylora" ? (isDown ? "lora_A" : "lora_B", 1) : (isDown ? "down_list" : "up_list", Int("block_size", 4));
        return [.. Enumerable.Range(0, Rank / count).Select(i => (FormattableString.Invariant($"{list}.{i}"), i * count, count))];
    }

    private float[] Part(float[] values, AdapterTensor tensor, (string Name, int Start, int Count) block) => [.. Places(tensor, block).Select(i => values[i])];

    /// <summary>Where a block's values stand in the whole factor: its rows of the one, its columns of the other.</summary>
    private IEnumerable<int> Places(AdapterTensor tensor, (string Name, int Start, int Count) block)
    {
        if (tensor.Name == LoraAdapter.DownName)
        {
            var width = tensor.Count / Rank;
            return Enumerable.Range(block.Start * width, block.Count * width);
        }

        return Enumerable.Range(0, tensor.Count).Where(i => i % Rank >= block.Start && i % Rank < block.Start + block.Count);
    }

    private int Int(string name, int otherwise) => Hyper.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise;

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        _ => value.GetBoolean() ? "true" : "false",
    };
}
