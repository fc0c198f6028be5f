using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>kohya's target classes on Stable Diffusion 1.x. Source: kohya sd-scripts, networks/lora.py.</summary>
public static class StableDiffusion1Targets
{
    /// <summary>The parts of a transformer block in the order of kohya's own U-Net class, which is the order of its files' keys.</summary>
    private static readonly string[] KohyaBlockOrder = [".attn1.", ".ff.", ".attn2."];

    public static AdapterTargetGroup OfUnet(UNet2DConditionModel unet) => new(
        ModelPart.Unet, "lora_unet", unet, ["Transformer2DModel"], ["ResnetBlock2D", "Downsample2D", "Upsample2D"], InKohyaOrder);

    public static AdapterTargetGroup OfTextEncoder(ClipTextEncoder encoder) => new(
        ModelPart.TextEncoder, "lora_te", encoder, ["CLIPAttention", "CLIPSdpaAttention", "CLIPMLP"], []);

    /// <summary>Moves the feed-forward part of each transformer block before the attention to the prompt; everything else stays.</summary>
    private static List<AdapterTarget> InKohyaOrder(IReadOnlyList<AdapterTarget> targets)
    {
        var ordered = new List<AdapterTarget>(targets.Count);
        for (var start = 0; start < targets.Count;)
        {
            var block = BlockOf(targets[start]);
            var run = targets.Skip(start).TakeWhile(target => BlockOf(target) == block).ToArray();
            ordered.AddRange(run.OrderBy(target => Array.FindIndex(KohyaBlockOrder, part => target.Layer.Path.Contains(part, StringComparison.Ordinal))));
            start += run.Length;
        }

        return ordered;
    }

    /// <summary>Path of the transformer block around a layer, or the layer's own.</summary>
    private static string BlockOf(AdapterTarget target)
    {
        var path = target.Layer.Path;
        var at = path.IndexOf(".transformer_blocks.", StringComparison.Ordinal);
        return at < 0 ? path : path[..path.IndexOf('.', at + ".transformer_blocks.".Length)];
    }
}
