using System.Text.RegularExpressions;
using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>The blocks of layers as their names in a LoRA's file tell them, kohya's names or diffusers', without a model.</summary>
public static partial class LayerBlocks
{
    /// <summary>The blocks of the model that a LoRA is for.</summary>
    /// <param name="names">Of all its layers.</param>
    public static BlockTable TableOf(IEnumerable<string> names) =>
        names.Any(name => NameOfXL().IsMatch(name)) ? BlockTable.StableDiffusionXL : BlockTable.StableDiffusion;

    /// <summary>The name of a layer's block, as <c>IN04</c>; <see cref="BlockTable.Base"/> of a text encoder.</summary>
    public static string Of(BlockTable table, string name)
    {
        if (!NameInUnet().IsMatch(name))
        {
            return BlockTable.Base;
        }

        // parts of a name that are no numbers may hold underscores of their own
        var path = AroundNumber().Replace(NameInUnet().Replace(name, ""), ".");
        path = path.StartsWith("mid_block", StringComparison.Ordinal) ? "mid_block." : path;
        return table.Kohya[table == BlockTable.StableDiffusion
            ? LatentDiffusionTargets.StableDiffusionBlock(path) : LatentDiffusionTargets.StableDiffusionXLBlock(InLdmNames(path))];
    }

    private static string InLdmNames(string path) => path.Split('.') switch
    {
        ["down_blocks", var block, var kind, var index, ..] => $"input_blocks.{1 + LatentDiffusionTargets.Inside(block, kind, index)}.0",
        ["mid_block", ..] => "middle_block.0",
        ["up_blocks", var block, var kind, var index, ..] => $"output_blocks.{LatentDiffusionTargets.Inside(block, kind, index)}.0",
        ["conv_out" or "conv_norm_out"] => "out",
        _ => path,
    };

    [GeneratedRegex("(^|[_.])(input_blocks|middle_block|output_blocks|te1|te2|text_encoder_2)[_.]")]
    private static partial Regex NameOfXL();

    [GeneratedRegex(@"^lora_unet_|^unet\.")]
    private static partial Regex NameInUnet();

    [GeneratedRegex(@"_(?=\d+(_|$))|(?<=[_.]\d+)_")]
    private static partial Regex AroundNumber();
}
