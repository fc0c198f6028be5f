using System.Text.Json;
using Lora.Diffusion;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>Key names, shapes and their order in whole networks. Models are built from their sizes alone, without weights.</summary>
[Trait("Golden", "keys")]
public class KeysGoldenTests
{
    /// <summary>Model of a case by the beginning of its name.</summary>
    private static readonly string[] Models =
    [
        "kohya_sd15_real", "kohya_sd15_tiny", "kohya_sdxl_real", "kohya_sdxl_tiny_diffusers_names", "lycoris_sd15_tiny", "lycoris_sdxl_tiny",
        "lycoris413_sd15_tiny",
    ];

    private static readonly Dictionary<string, string> RateArguments = new()
    {
        ["down"] = "down_lr_weight",
        ["mid"] = "mid_lr_weight",
        ["up"] = "up_lr_weight",
        ["zero_threshold"] = "block_lr_zero_threshold",
    };

    public static IEnumerable<TheoryDataRow<GoldenCase>> Networks =>
        GoldenCases.Of("keys", golden => !golden.Name.StartsWith("block", StringComparison.Ordinal));

    public static IEnumerable<TheoryDataRow<GoldenCase>> Indices => GoldenCases.Of("keys", golden => golden.Name == "block_index");

    public static IEnumerable<TheoryDataRow<GoldenCase>> Rates => GoldenCases.Of("keys", golden => golden.Name == "block_lr_weight");

    [Theory, MemberData(nameof(Networks))]
    public void Network_HasThePeersKeys(GoldenCase golden)
    {
        var groups = RealModels.Groups(Models.First(model => golden.Name.StartsWith(model, StringComparison.Ordinal)));
        var values = Values(golden);
        var plan = new LayerPlan(values);
        PlannedAdapter[] text = [.. groups.SkipLast(1).SelectMany(group => Planned(plan, group))];
        PlannedAdapter[] unet = [.. Planned(plan, groups[^1])];

        // the peer was given diffusers' class there
        if (golden.Name.Contains("diffusers", StringComparison.Ordinal) || golden.Name.StartsWith("lycoris_sdxl", StringComparison.Ordinal))
        {
            string[] order = [.. groups[^1].Everything.Select(target => target.Name)];
            unet = [.. unet.OrderBy(layer => Array.IndexOf(order, layer.Target.Name))];
        }

        var recorded = golden.JsonFile().GetProperty("keys").EnumerateArray().ToList();
        var modules = golden.Json.GetProperty("n_unet_modules").GetInt32();
        if (GoldenList.Differences.ReasonFor(golden.DisplayName, "") is not null)
        {
            // ours: the preset as LyCORIS 3.2.0 has it
            modules -= recorded.RemoveAll(entry => entry[0].GetString()!.Contains("_time_embedding_", StringComparison.Ordinal)) > 0 ? 2 : 0;
        }

        var actual = text.Concat(unet).Select(layer => layer.Create()!)
            .SelectMany(adapter => adapter.Saved.Select(tensor => Text(adapter.NameOf(tensor), tensor.Shape)));
        Assert.Equal(recorded.Select(entry => Text(entry[0].GetString()!, [.. entry[1].EnumerateArray().Select(size => size.GetInt32())])), actual);
        Assert.Equal(golden.Json.GetProperty("n_text_encoder_modules").GetInt32(), text.Length);
        Assert.Equal(modules, unet.Length);
    }

    [Theory, MemberData(nameof(Indices))]
    public void Block_HasKohyasNumber_AndTheNameOfBlockWeights(GoldenCase golden)
    {
        foreach (var (map, model) in (ReadOnlySpan<(string, string)>)[("sd15", "kohya_sd15_real"), ("sdxl", "kohya_sdxl_real")])
        {
            var targets = RealModels.Groups(model)[^1].Targets(TargetPresets.Kohya, convolutions: true);
            Assert.Equal(Map(map), targets.ToDictionary(target => target.Name, target => target.Block!.Value.Index));
            var full = BlockTable.StableDiffusion.Full.ToList();
            Assert.Equal(Map("svd_merge_lbw_" + map), targets.ToDictionary(target => target.Name, target => full.IndexOf(target.BlockName)));
        }

        Dictionary<string, int> Map(string name) =>
            golden.JsonFile().GetProperty(name).EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32());
    }

    [Theory, MemberData(nameof(Rates))]
    public void BlockRates_AreKohyas(GoldenCase golden)
    {
        foreach (var entry in golden.JsonFile().EnumerateArray())
        {
            var table = entry.GetProperty("is_sdxl").GetBoolean() ? BlockTable.StableDiffusionXL : BlockTable.StableDiffusion;
            var arguments = entry.TryGetProperty("text_args", out var texts) ? texts.EnumerateObject().Select(text => $"{text.Name}={text.Value.GetString()}")
                : RateArguments.Where(pair => entry.GetProperty(pair.Key).ValueKind != JsonValueKind.Null)
                    .Select(pair => $"{pair.Value}={Argument(entry.GetProperty(pair.Key))}");
            OptionValues values = Settings.Of($"NetworkArgs={string.Join(' ', arguments)}");
            var plan = new BlockPlan(values.Get(NetworkOptions.NetworkArgs), table);
            var expected = entry.GetProperty("weights").EnumerateArray().Select(weight => weight.GetDouble()).ToArray();
            Assert.Empty(plan.Problems);
            Assert.Equal(expected.Length, plan.Factors.Count);
            Assert.All(expected.Zip(plan.Factors), pair => Assert.Equal(pair.First, pair.Second, pair.First == 0 ? 0 : 1e-15));
        }
    }

    private static IEnumerable<PlannedAdapter> Planned(LayerPlan plan, AdapterTargetGroup group) =>
        plan.Targets(group).Select(plan.For).OfType<PlannedAdapter>();

    private static OptionValues Values(GoldenCase golden)
    {
        var hyper = golden.Json.GetProperty("hyper");

        // LyCORIS passes over what a kind does not take
        var network = Lora.Vocabulary.Networks.All.First(row => row.Aliases.Prepend(row.Name).Contains(Algo(golden)));
        var taken = network.Arguments.Select(row => row.Name).ToList();
        var arguments = hyper.EnumerateObject().Where(entry => taken.Contains(entry.Name)).Select(entry => $"{entry.Name}={Argument(entry.Value)}")
            .Concat(Algo(golden) == "dylora" ? ["form=lycoris"] : []);
        var alpha = hyper.TryGetProperty("alpha", out var given) ? given.GetDouble() : 1;
        return Settings.Of(FormattableString.Invariant(
            $"NetworkAlgo={Algo(golden)}; NetworkDim={hyper.GetProperty("dim").GetInt32()}; NetworkAlpha={alpha}; NetworkArgs={string.Join(' ', arguments)}"));
    }

    // LyCORIS calls its LoCon lora
    private static string Algo(GoldenCase golden) => golden.Json.GetProperty("hyper").TryGetProperty("algo", out var algo)
        ? algo.GetString() is "lora" ? "locon" : algo.GetString()! : "lora";

    private static string Argument(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Join(',', value.EnumerateArray().Select(entry => entry.GetRawText())) : value.ToString();

    private static string Text(string name, int[] shape) => $"{name} [{string.Join(", ", shape)}]";
}
