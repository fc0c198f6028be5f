using Lora.Diffusion;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>Key names, shapes and their order in whole networks. Models are built from their sizes alone, without weights.</summary>
[Trait("Golden", "keys")]
public class KeysGoldenTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("keys");

    [Theory, MemberData(nameof(Cases))]
    public void Network_HasKohyasKeys(GoldenCase golden)
    {
        var groups = RealModels.Groups(Kinds.First(kind => golden.Name.StartsWith(kind, StringComparison.Ordinal)));
        var (image, texts) = (groups[^1], groups.SkipLast(1));
        var hyper = golden.Json.GetProperty("hyper");
        var convolutions = hyper.TryGetProperty("conv_dim", out var conv) ? $"; NetworkArgs=conv_dim={conv.GetString()}" : "";
        OptionValues values = Settings.Of($"NetworkDim={hyper.GetProperty("dim").GetInt32()}{convolutions}");
        var kind = AdapterCatalog.Of(values);
        var reach = kind.Reach(values);
        AdapterTarget[] text = [.. texts.SelectMany(group => group.Targets(reach))];
        var unet = golden.Name.Contains("diffusers", StringComparison.Ordinal) ? image.InModuleOrder(reach) : image.Targets(reach);
        var actual = text.Concat(unet).Select(target => AdapterNetwork.Create(kind, target, values)!)
            .SelectMany(adapter => adapter.Tensors.Select(tensor => $"{adapter.NameOf(tensor)} [{string.Join(", ", tensor.Shape)}]"));
        var expected = golden.JsonFile().GetProperty("keys").EnumerateArray()
            .Select(entry => $"{entry[0].GetString()} [{string.Join(", ", entry[1].EnumerateArray().Select(size => size.GetInt32()))}]");
        Assert.Equal(expected, actual);
        Assert.Equal(golden.Json.GetProperty("n_text_encoder_modules").GetInt32(), text.Length);
        Assert.Equal(golden.Json.GetProperty("n_unet_modules").GetInt32(), unet.Count);
        Assert.Equal(golden.Json.GetProperty("n_keys").GetInt32(), 3 * (text.Length + unet.Count));
    }

    private static readonly string[] Kinds = ["kohya_sd15_real", "kohya_sd15_tiny", "kohya_sdxl_real", "kohya_sdxl_tiny_diffusers_names"];
}
