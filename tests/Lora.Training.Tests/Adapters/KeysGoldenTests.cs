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
        var (image, texts) = Model(golden.Name);
        var hyper = golden.Json.GetProperty("hyper");
        var convolutions = hyper.TryGetProperty("conv_dim", out var conv) ? $"; NetworkArgs=conv_dim={conv.GetString()}" : "";
        OptionValues values = Settings.Of($"NetworkDim={hyper.GetProperty("dim").GetInt32()}{convolutions}");
        var kind = AdapterCatalog.Of(values);
        var reach = kind.Reach(values);
        AdapterTarget[] text = [.. texts.SelectMany(group => group.Targets(reach))];
        var unet = golden.Name.Contains("diffusers", StringComparison.Ordinal) ? image.InModuleOrder(reach) : image.Targets(reach);
        var actual = text.Concat(unet).Select(target => kind.Create(target, values)!)
            .SelectMany(adapter => adapter.Tensors.Select(tensor => $"{adapter.NameOf(tensor)} [{string.Join(", ", tensor.Shape)}]"));
        var expected = golden.JsonFile().GetProperty("keys").EnumerateArray()
            .Select(entry => $"{entry[0].GetString()} [{string.Join(", ", entry[1].EnumerateArray().Select(size => size.GetInt32()))}]");
        Assert.Equal(expected, actual);
        Assert.Equal(golden.Json.GetProperty("n_text_encoder_modules").GetInt32(), text.Length);
        Assert.Equal(golden.Json.GetProperty("n_unet_modules").GetInt32(), unet.Count);
        Assert.Equal(golden.Json.GetProperty("n_keys").GetInt32(), 3 * (text.Length + unet.Count));
    }

    private static (AdapterTargetGroup Unet, AdapterTargetGroup[] Texts) Model(string name) => name switch
    {
        _ when name.StartsWith("kohya_sd15_real", StringComparison.Ordinal) => (LatentDiffusionTargets.OfUnet(Unet([320, 640, 1280, 1280], 768, 8, 32)), [Te(Clip(768, 3072, 12, 12))]),
        _ when name.StartsWith("kohya_sd15_tiny", StringComparison.Ordinal) => (LatentDiffusionTargets.OfUnet(Unet([32, 64, 64, 64], 32, 4, 8)), [Te(Clip(32, 64, 2, 4))]),
        _ when name.StartsWith("kohya_sdxl_real", StringComparison.Ordinal) =>
            (LatentDiffusionTargets.OfUnetInLdmNames(UnetXL([320, 640, 1280], [1, 2, 10], 2048, 32)),
                [Te1(Clip(768, 3072, 12, 12)), Te2(Clip(1280, 5120, 32, 20))]),
        // the peer was given diffusers' class there
        _ when name.StartsWith("kohya_sdxl_tiny_diffusers_names", StringComparison.Ordinal) => (LatentDiffusionTargets.OfUnet(UnetXL([32, 64, 64], [1, 2, 3], 64, 8)),
            [Te1(Clip(32, 64, 2, 4)), Te2(Clip(32, 64, 3, 4))]),
        _ => throw new ArgumentException($"no sizes are known for the model of '{name}'"),
    };

    private static AdapterTargetGroup Te(ClipTextEncoder encoder) => LatentDiffusionTargets.OfTextEncoder(ModelPart.TextEncoder, "lora_te", encoder);

    private static AdapterTargetGroup Te1(ClipTextEncoder encoder) => LatentDiffusionTargets.OfTextEncoder(ModelPart.TextEncoder, "lora_te1", encoder);

    private static AdapterTargetGroup Te2(ClipTextEncoder encoder) => LatentDiffusionTargets.OfTextEncoder(ModelPart.TextEncoder2, "lora_te2", encoder);

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

    private static UNet2DConditionModel UnetXL(int[] channels, int[] layers, int context, int groups) => new(new UNetConfig
    {
        BlockOutChannels = channels,
        DownAttention = [false, true, true],
        UpAttention = [true, true, false],
        LayersPerBlock = [2, 2, 2],
        TransformerLayers = layers,
        Heads = [.. channels.Select(_ => 4)],
        CrossAttentionDim = context,
        NormGroups = groups,
        UseLinearProjection = true,
        SizeChannels = 256,
        AddedWidth = 2816,
    });

    private static ClipTextEncoder Clip(int hidden, int inner, int layers, int heads) =>
        new(new ClipTextConfig { VocabSize = 100, HiddenSize = hidden, IntermediateSize = inner, Layers = layers, Heads = heads });
}
