using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>Models of the released sizes and of the peers' tiny ones, as structures without weights.</summary>
internal static class RealModels
{
    /// <summary>The groups that adapters are laid over, in the order of a file.</summary>
    /// <param name="model"><c>sd15</c>, <c>sd21</c>, <c>sdxl</c>, or the beginning of a golden case's name.</param>
    public static IReadOnlyList<AdapterTargetGroup> Groups(string model) => model switch
    {
        "sd15" or "kohya_sd15_real" => [Te(Clip(768, 3072, 12, 12)), LatentDiffusionTargets.OfUnet(Unet([320, 640, 1280, 1280], 768, 8, 32))],
        "sd21" => [Te(Clip(1024, 4096, 23, 16)), LatentDiffusionTargets.OfUnet(Unet([320, 640, 1280, 1280], 1024, 8, 32, linear: true))],
        "sdxl" or "kohya_sdxl_real" =>
        [
            Te1(Clip(768, 3072, 12, 12)), Te2(Clip(1280, 5120, 32, 20)),
            LatentDiffusionTargets.OfUnetInLdmNames(UnetXL([320, 640, 1280], [1, 2, 10], 2048, 32)),
        ],
        "kohya_sd15_tiny" or "lycoris_sd15_tiny" or "lycoris413_sd15_tiny" =>
            [Te(Clip(32, 64, 2, 4)), LatentDiffusionTargets.OfUnet(Unet([32, 64, 64, 64], 32, 4, 8))],
        // the peer was given diffusers' class there
        "kohya_sdxl_tiny_diffusers_names" or "lycoris_sdxl_tiny" =>
            [Te1(Clip(32, 64, 2, 4)), Te2(Clip(32, 64, 3, 4)), LatentDiffusionTargets.OfUnet(UnetXL([32, 64, 64], [1, 2, 3], 64, 8))],
        _ => throw new ArgumentException($"no sizes are known of the model '{model}'", nameof(model)),
    };

    private static AdapterTargetGroup Te(ClipTextEncoder encoder) => LatentDiffusionTargets.OfTextEncoder(ModelPart.TextEncoder, "lora_te", encoder);

    private static AdapterTargetGroup Te1(ClipTextEncoder encoder) => LatentDiffusionTargets.OfTextEncoder(ModelPart.TextEncoder, "lora_te1", encoder);

    private static AdapterTargetGroup Te2(ClipTextEncoder encoder) => LatentDiffusionTargets.OfTextEncoder(ModelPart.TextEncoder2, "lora_te2", encoder);

    private static UNet2DConditionModel Unet(int[] channels, int context, int heads, int groups, bool linear = false) => new(new UNetConfig
    {
        BlockOutChannels = channels,
        DownAttention = [true, true, true, false],
        UpAttention = [false, true, true, true],
        LayersPerBlock = [2, 2, 2, 2],
        TransformerLayers = [1, 1, 1, 1],
        Heads = [heads, heads, heads, heads],
        CrossAttentionDim = context,
        NormGroups = groups,
        UseLinearProjection = linear,
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
