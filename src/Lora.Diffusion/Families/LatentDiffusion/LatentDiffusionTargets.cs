using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>kohya's target classes on Stable Diffusion. Source: kohya sd-scripts, networks/lora.py.</summary>
public static class LatentDiffusionTargets
{
    private static readonly string[] Attention = ["Transformer2DModel"];
    private static readonly string[] Convolutions = ["ResnetBlock2D", "Downsample2D", "Upsample2D"];

    /// <summary>The parts of a transformer block in the order of kohya's own U-Net class, which is the order of its files' keys.</summary>
    private static readonly string[] KohyaBlockOrder = [".attn1.", ".ff.", ".attn2."];

    /// <summary>Under diffusers' names.</summary>
    public static AdapterTargetGroup OfUnet(UNet2DConditionModel unet) => new(
        ModelPart.Unet, "lora_unet", unet, Attention, Convolutions, InKohyaOrder);

    /// <summary>Under Stability's names, which kohya uses for Stable Diffusion XL.</summary>
    public static AdapterTargetGroup OfUnetInLdmNames(UNet2DConditionModel unet)
    {
        var names = new LdmUnetNames(unet.Config);
        return new(ModelPart.Unet, "lora_unet", unet, Attention, Convolutions,
            targets => InKohyaOrder([.. targets.OrderBy(target => PlaceOf(names.Module(target.Layer.Path)))]), names.Module);
    }

    public static AdapterTargetGroup OfTextEncoder(ModelPart part, string prefix, ClipTextEncoder encoder) => new(
        part, prefix, encoder, ["CLIPAttention", "CLIPSdpaAttention", "CLIPMLP"], []);

    /// <summary>Which of the numbered blocks, and what in it: on the way down, in the middle, on the way up.</summary>
    private static (int Way, int Block, int Inside) PlaceOf(string module) => module.Split('.') switch
    {
        ["input_blocks", var block, var inside, ..] => (0, Number(block), Number(inside)),
        ["middle_block", var inside, ..] => (1, 0, Number(inside)),
        ["output_blocks", var block, var inside, ..] => (2, Number(block), Number(inside)),
        ["out", ..] => (3, 0, 0),
        _ => (-1, 0, 0),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

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
