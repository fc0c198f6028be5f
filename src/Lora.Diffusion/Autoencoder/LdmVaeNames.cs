using System.Globalization;

namespace Lora.Diffusion;

/// <summary>diffusers' names of an autoencoder's weights -> those of Stability's own classes, which single files use.</summary>
/// <param name="blocks">Blocks of encoder and decoder.</param>
internal sealed class LdmVaeNames(int blocks)
{
    /// <summary>For instance <c>decoder.mid_block.attentions.0.to_q.weight</c> -> <c>decoder.mid.attn_1.q.weight</c>.</summary>
    /// <exception cref="ArgumentException">There is no such weight.</exception>
    public string Parameter(string name) => name.Split('.') switch
    {
        ["quant_conv" or "post_quant_conv", _] => name,
        [var side, "conv_in" or "conv_out", _] => $"{side}{name[side.Length..]}",
        [var side, "conv_norm_out", var leaf] => $"{side}.norm_out.{leaf}",
        [var side, "mid_block", "resnets", var index, .. var inside] => $"{side}.mid.block_{Number(index) + 1}.{InResnet(inside)}",
        [var side, "mid_block", "attentions", "0", .. var inside] => $"{side}.mid.attn_1.{InAttention(inside)}",
        [var side, "down_blocks", var block, "resnets", var index, .. var inside] => $"{side}.down.{block}.block.{index}.{InResnet(inside)}",
        [var side, "down_blocks", var block, "downsamplers", "0", "conv", var leaf] => $"{side}.down.{block}.downsample.conv.{leaf}",
        // counted from outside in there, from inside out here
        [var side, "up_blocks", var block, "resnets", var index, .. var inside] => $"{side}.up.{Outside(block)}.block.{index}.{InResnet(inside)}",
        [var side, "up_blocks", var block, "upsamplers", "0", "conv", var leaf] => $"{side}.up.{Outside(block)}.upsample.conv.{leaf}",
        _ => throw new ArgumentException($"'{name}' is no weight of an autoencoder.", nameof(name)),
    };

    private int Outside(string block) => blocks - 1 - Number(block);

    private static string InResnet(string[] inside) => inside switch
    {
        ["conv_shortcut", var leaf] => $"nin_shortcut.{leaf}",
        _ => string.Join('.', inside),
    };

    private static string InAttention(string[] inside) => inside switch
    {
        ["group_norm", var leaf] => $"norm.{leaf}",
        ["to_q", var leaf] => $"q.{leaf}",
        ["to_k", var leaf] => $"k.{leaf}",
        ["to_v", var leaf] => $"v.{leaf}",
        [_, _, var leaf] => $"proj_out.{leaf}",
        _ => throw new ArgumentException($"'{string.Join('.', inside)}' is no part of an attention.", nameof(inside)),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
