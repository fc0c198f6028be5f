using System.Globalization;
using Lora.Diffusion;
using Lora.Testing;

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
        var dim = golden.Json.GetProperty("hyper").GetProperty("dim").GetInt32();
        var convDim = golden.Json.GetProperty("hyper").TryGetProperty("conv_dim", out var conv)
            ? int.Parse(conv.GetString()!, CultureInfo.InvariantCulture)
            : 0;
        var reach = convDim > 0 ? AdapterReach.Convolutions : AdapterReach.Attention;
        var inKohyasOrder = !golden.Name.Contains("diffusers_class", StringComparison.Ordinal);
        var text = StableDiffusion1Targets.OfTextEncoder(textEncoder).Targets(reach);
        var group = StableDiffusion1Targets.OfUnet(unet);
        var image = inKohyasOrder ? group.Targets(reach) : group.InModuleOrder(reach);
        var actual = text.Concat(image).SelectMany(target => new[]
        {
            $"{target.Name}.alpha []",
            $"{target.Name}.lora_down.weight [{string.Join(", ", LoraModule.DownShape(target, target.IsConvolution ? convDim : dim))}]",
            $"{target.Name}.lora_up.weight [{string.Join(", ", LoraModule.UpShape(target, target.IsConvolution ? convDim : dim))}]",
        });
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
