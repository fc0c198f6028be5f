namespace Lora.Diffusion;

/// <summary>A layer that gets an adapter, under its name in a LoRA file.</summary>
/// <param name="Name">kohya's module name: prefix and path with dots as underscores, for instance <c>lora_unet_mid_block_attentions_0_proj_in</c>.</param>
/// <param name="Layer">The layer; its weight's shape is known before a checkpoint is loaded.</param>
public sealed record AdapterTarget(string Name, AdaptableLayer Layer)
{
    /// <summary>A convolution over more than one pixel: kohya gives it <c>conv_dim</c> and <c>conv_alpha</c>.</summary>
    public bool IsConvolution => Layer.Kernel != (1, 1);
}
