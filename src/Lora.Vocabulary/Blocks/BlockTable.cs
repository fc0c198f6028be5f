using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>
/// The blocks of a U-Net, each with the name that block weights are known by (<c>IN04</c>, <c>M00</c>, <c>OUT05</c>; <c>BASE</c> is the text encoders). One
/// table serves kohya's lists in training and the lists of strengths in sampling. Source: kohya networks/lora.py get_block_index, sd-webui-lora-block-weight.
/// </summary>
public sealed class BlockTable
{
    /// <summary>The text encoders, in lists of strengths.</summary>
    public const string Base = "BASE";

    private BlockTable(string family, int sides, int middle, bool hasEnds, int deep, string lora)
    {
        (Family, Sides, Middle, HasEnds, DeepOutputs) = (family, sides, middle, hasEnds, deep);
        string[] inputs = [.. Numbered("IN", sides)], outputs = [.. Numbered("OUT", sides)];
        Kohya = [.. hasEnds ? inputs[..1] : [], .. inputs, .. Enumerable.Repeat("M00", middle), .. outputs, .. hasEnds ? outputs[^1..] : []];
        Full = [Base, .. Kohya.Distinct()];
        Lora = [Base, .. lora.Split(' ')];
    }

    /// <summary>Stable Diffusion 1.x and 2.x.</summary>
    public static BlockTable StableDiffusion { get; } = new("Stable Diffusion 1.x and 2.x", 12, 1, hasEnds: false, deep: 7,
        "IN01 IN02 IN04 IN05 IN07 IN08 M00 OUT03 OUT04 OUT05 OUT06 OUT07 OUT08 OUT09 OUT10 OUT11");

    public static BlockTable StableDiffusionXL { get; } = new("Stable Diffusion XL", 9, 3, hasEnds: true, deep: 3,
        "IN04 IN05 IN07 IN08 M00 OUT00 OUT01 OUT02 OUT03 OUT04 OUT05");

    public static IReadOnlyList<BlockTable> All { get; } = [StableDiffusion, StableDiffusionXL];

    /// <summary>The models that have these blocks, for messages.</summary>
    public string Family { get; }

    /// <summary>Blocks on the way down, and as many on the way up: kohya's <c>down_lr_weight</c> and <c>up_lr_weight</c>.</summary>
    public int Sides { get; }

    /// <summary>kohya's <c>mid_lr_weight</c>.</summary>
    public int Middle { get; }

    /// <summary>kohya's lists of all blocks begin with the embeddings and end with the output.</summary>
    public bool HasEnds { get; }

    /// <summary>So many of the first OUT blocks count as deep, near the middle.</summary>
    public int DeepOutputs { get; }

    /// <summary>The name of each block of kohya's lists (<c>block_dims</c>): 25 or 23, some of one name.</summary>
    public IReadOnlyList<string> Kohya { get; }

    /// <summary>The names in a list of strengths for a LoRA of all layers: 26 or 20.</summary>
    public IReadOnlyList<string> Full { get; }

    /// <summary>The names in one for a LoRA of the transformers: 17 or 12.</summary>
    public IReadOnlyList<string> Lora { get; }

    private static IEnumerable<string> Numbered(string side, int count) =>
        Enumerable.Range(0, count).Select(number => side + number.ToString("00", CultureInfo.InvariantCulture));
}
