using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>A layer that gets an adapter, under its names in LoRA files.</summary>
/// <param name="Name">kohya's module name: prefix and path with dots as underscores, for instance <c>lora_unet_mid_block_attentions_0_proj_in</c>.</param>
/// <param name="DiffusersName">diffusers' module name: part and path, for instance <c>unet.mid_block.attentions.0.proj_in</c>.</param>
/// <param name="Layer">The layer; its weight's shape is known before a checkpoint is loaded.</param>
public sealed record AdapterTarget(string Name, string DiffusersName, AdaptableLayer Layer)
{
    /// <summary>Other names that the layer has in files of kohya's form: diffusers' path where kohya's own is Stability's.</summary>
    public string? Alias { get; init; }

    /// <summary>Where it stands in the U-Net; null in a text encoder.</summary>
    public UnetBlock? Block { get; init; }

    /// <summary>Classes of the modules around it and its own, as kohya's models call them.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>A convolution over more than one pixel: kohya gives it <c>conv_dim</c> and <c>conv_alpha</c>.</summary>
    public bool IsConvolution => Layer.Kernel != (1, 1);

    /// <summary>The name of its block in lists of strengths: <c>IN04</c>, <c>M00</c>, <c>BASE</c> in a text encoder.</summary>
    public string BlockName => Block?.Name ?? BlockTable.Base;
}

/// <summary>One of the blocks of a U-Net.</summary>
/// <param name="Table">All of them.</param>
/// <param name="Index">Its place in kohya's lists: an index of <see cref="BlockTable.Kohya"/>.</param>
public readonly record struct UnetBlock(BlockTable Table, int Index)
{
    /// <summary>As <c>IN04</c>.</summary>
    public string Name => Table.Kohya[Index];
}
