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
        var (unet, textEncoder) = Model(golden.Name);
        var hyper = golden.Json.GetProperty("hyper");
        var convolutions = hyper.TryGetProperty("conv_dim", out var conv) ? $"; NetworkArgs=conv_dim={conv.GetString()}" : "";
        OptionValues values = Settings.Of($"NetworkDim={hyper.GetProperty("dim").GetInt32()}{convolutions}");
        var kind = AdapterCatalog.Of(values);
        var reach = kind.Reach(values);
        var inKohyasOrder = !golden.Name.Contains("diffusers_class", StringComparison.Ordinal);
        var text = StableDiffusion1Targets.OfTextEncoder(textEncoder).Targets(reach);
        var group = StableDiffusion1Targets.OfUnet(unet);
        var image = inKohyasOrder ? group.Targets(reach) : group.InModuleOrder(reach);
        var actual = text.Concat(image).Select(target => kind.Create(target, values)!)
            .SelectMany(adapter => adapter.Tensors.Select(tensor => $"{adapter.NameOf(tensor)} [{string.Join(", ", tensor.Shape)}]"));
        var expected = golden.JsonFile().GetProperty("keys").EnumerateArray()
            .Select(entry => $"{entry[0].GetString()} [{string.Join(", ", entry[1].EnumerateArray().Select(size => size.GetInt32()))}]");
        Assert.Equal(expected, actual);
        Assert.Equal(golden.Json.GetProperty("n_text_encoder_modules").GetInt32(), text.Count);
        Assert.Equal(golden.Json.GetProperty("n_unet_modules").GetInt32(), image.Count);
        Assert.Equal(golden.Json.GetProperty("n_keys").GetInt32(), 3 * (text.Count + image.Count));
    }

    private static (UNet2DConditionModel Unet, ClipTextEncoder TextEncoder) Model(string name) => name switch
    {
        _ when name.StartsWith("kohya_sd15_real", StringComparison.Ordinal) => (Unet([320, 640, 1280, 1280], 768, 8, 32), Clip(768, 3072, 12, 12)),
        _ when name.StartsWith("kohya_sd15_tiny", StringComparison.Ordinal) => (Unet([32, 64, 64, 64], 32, 4, 8), Clip(32, 64, 2, 4)),
        _ => throw new ArgumentException($"no sizes are known for the model of '{name}'"),
    };

    private static UNet2DConditionModel Unet(int[] channels, int context, int heads, int groups) => new(new UNetConfig
    {
        BlockOutChannels = channels,
        DownAttention = [true, true, true, false],
        UpAttention = [false, true, true, true],
        LayersPerBlock = [2, 2, 2, 2],
        TransformerLayers = [1, 1, 1, 1],
        Heads = [heads, heads, heads, heads],
        CrossAttentionDim = context,
        NormGroups = groups,
    });

    private static ClipTextEncoder Clip(int hidden, int inner, int layers, int heads) =>
        new(new ClipTextConfig { VocabSize = 100, HiddenSize = hidden, IntermediateSize = inner, Layers = layers, Heads = heads });
}
