using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>What kohya's own models call the layers of Stable Diffusion. Source: kohya sd-scripts networks/lora.py, library/original_unet.py.</summary>
public static class LatentDiffusionTargets
{
    /// <summary>The parts of a transformer block in the order of kohya's own U-Net class, which is the order of its files' keys.</summary>
    private static readonly string[] KohyaBlockOrder = [".attn1.", ".ff.", ".attn2.", ".norm1", ".norm2", ".norm3"];

    /// <summary>Under diffusers' names.</summary>
    public static AdapterTargetGroup OfUnet(UNet2DConditionModel unet) => new(ModelPart.Unet, "lora_unet", unet, new()
    {
        Class = KohyaClass,
        Block = path => new(BlockTable.StableDiffusion, StableDiffusionBlock(path)),
        Order = InKohyaOrder,
    });

    /// <summary>Under Stability's names, which kohya uses for Stable Diffusion XL.</summary>
    public static AdapterTargetGroup OfUnetInLdmNames(UNet2DConditionModel unet)
    {
        var names = new LdmUnetNames(unet.Config);
        return new(ModelPart.Unet, "lora_unet", unet, new()
        {
            Path = names.Module,
            Class = KohyaClass,
            Block = path => new(BlockTable.StableDiffusionXL, StableDiffusionXLBlock(names.Module(path))),
            Order = targets => InKohyaOrder([.. targets.OrderBy(target => PlaceOf(names.Module(target.Layer.Path)))]),
        });
    }

    public static AdapterTargetGroup OfTextEncoder(ModelPart part, string prefix, ClipTextEncoder encoder) => new(part, prefix, encoder, new());

    // the name by which presets ask for it
    private static string KohyaClass(string name) => name == "Attention" ? "CrossAttention" : name;

    // what stands before all blocks counts to the first, what stands behind them to the last
    internal static int StableDiffusionBlock(string path)
    {
        var (down, last) = (BlockTable.StableDiffusion.Sides, BlockTable.StableDiffusion.Kohya.Count - 1);
        return path.Split('.') switch
        {
            ["down_blocks", var block, var kind, var index, ..] => Math.Min(down - 1, 1 + Inside(block, kind, index)),
            ["mid_block", ..] => down,
            ["up_blocks", var block, var kind, var index, ..] => Math.Min(last, down + 1 + Inside(block, kind, index)),
            ["conv_out" or "conv_norm_out"] => last,
            _ => 0,
        };
    }

    /// <summary>Counted through a side's blocks of two layers and what changes the size behind them (on the way up three layers).</summary>
    internal static int Inside(string block, string kind, string index) => (3 * Number(block)) + (kind is "resnets" or "attentions" ? Number(index) : 2);

    internal static int StableDiffusionXLBlock(string module)
    {
        var table = BlockTable.StableDiffusionXL;
        return Math.Min(table.Kohya.Count - 1, PlaceOf(module) switch
        {
            (0, var block, _) => 1 + block,
            (1, _, var inside) => 1 + table.Sides + inside,
            (2, var block, _) => 1 + table.Sides + table.Middle + block,
            (3, _, _) => table.Kohya.Count - 1,
            _ => 0,
        });
    }

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

    /// <summary>Puts the parts of each transformer block into the order of kohya's class; everything else stays.</summary>
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
