using System.Globalization;

namespace Lora.Diffusion;

/// <summary>
/// diffusers' names of a U-Net's modules -> those of Stability's own classes, which single files and kohya's LoRAs of Stable Diffusion XL use. Source: the
/// layout of ldm's <c>openaimodel.UNetModel</c>, where every layer and resampler is one numbered block.
/// </summary>
/// <param name="config">How many layers each block has.</param>
internal sealed class LdmUnetNames(UNetConfig config)
{
    /// <summary>A parameter's name, for instance <c>conv_in.weight</c> -> <c>input_blocks.0.0.weight</c>.</summary>
    public string Parameter(string name)
    {
        var dot = name.LastIndexOf('.');
        return Module(name[..dot]) + name[dot..];
    }

    /// <summary>A module's path, for instance <c>mid_block.attentions.0.proj_in</c> -> <c>middle_block.1.proj_in</c>.</summary>
    /// <exception cref="ArgumentException">There is no such module.</exception>
    public string Module(string path) => path.Split('.') switch
    {
        ["conv_in"] => "input_blocks.0.0",
        ["time_embedding", "linear_1"] => "time_embed.0",
        ["time_embedding", "linear_2"] => "time_embed.2",
        ["add_embedding", "linear_1"] => "label_emb.0.0",
        ["add_embedding", "linear_2"] => "label_emb.0.2",
        ["conv_norm_out"] => "out.0",
        ["conv_out"] => "out.2",
        ["mid_block", "attentions", "0", .. var inside] => Joined("middle_block.1", inside),
        ["mid_block", "resnets", var index, .. var inside] => $"middle_block.{2 * Number(index)}{InResnet(inside)}",
        ["down_blocks", var block, var kind, var index, .. var inside] => Down(Number(block), kind, Number(index), inside),
        ["up_blocks", var block, var kind, var index, .. var inside] => Up(Number(block), kind, Number(index), inside),
        _ => throw new ArgumentException($"'{path}' is no module of a U-Net.", nameof(path)),
    };

    private string Down(int block, string kind, int index, string[] inside)
    {
        var first = 1 + config.LayersPerBlock.Take(block).Sum(layers => layers + 1);
        return kind switch
        {
            "resnets" => $"input_blocks.{first + index}.0{InResnet(inside)}",
            "attentions" => Joined($"input_blocks.{first + index}.1", inside),
            _ => $"input_blocks.{first + config.LayersPerBlock[block]}.0.op",
        };
    }

    private string Up(int block, string kind, int index, string[] inside)
    {
        var first = config.LayersPerBlock.Reverse().Take(block).Sum(layers => layers + 1);
        return kind switch
        {
            "resnets" => $"output_blocks.{first + index}.0{InResnet(inside)}",
            "attentions" => Joined($"output_blocks.{first + index}.1", inside),
            // behind the last layer of its block, in the same numbered one
            _ => $"output_blocks.{first + config.LayersPerBlock[^(block + 1)]}.{(config.UpAttention[block] ? 2 : 1)}.conv",
        };
    }

    private static string InResnet(string[] inside) => inside switch
    {
        [] => "",
        ["norm1"] => ".in_layers.0",
        ["conv1"] => ".in_layers.2",
        ["time_emb_proj"] => ".emb_layers.1",
        ["norm2"] => ".out_layers.0",
        ["conv2"] => ".out_layers.3",
        ["conv_shortcut"] => ".skip_connection",
        _ => throw new ArgumentException($"'{string.Join('.', inside)}' is no part of a residual block.", nameof(inside)),
    };

    private static string Joined(string start, string[] inside) => inside.Length == 0 ? start : $"{start}.{string.Join('.', inside)}";

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
