using Lora.Diffusion;

namespace Lora.Training;

/// <summary>A layer that gets an adapter, under its name in a LoRA file.</summary>
/// <param name="Name">kohya's module name: prefix and path with dots as underscores, for instance <c>lora_unet_mid_block_attentions_0_proj_in</c>.</param>
/// <param name="Layer">The layer; its weight's shape is known before a checkpoint is loaded.</param>
public sealed record LoraTarget(string Name, AdaptableLayer Layer)
{
    /// <summary>Shape of <c>lora_down.weight</c>: [r, in], of a convolution [r, in, kh, kw].</summary>
    public int[] DownShape(int rank) => [rank, .. Layer.WeightShape[1..]];

    /// <summary>Shape of <c>lora_up.weight</c>: [out, r], of a convolution [out, r, 1, 1].</summary>
    public int[] UpShape(int rank) => Layer.WeightShape.Length == 2 ? [Layer.OutFeatures, rank] : [Layer.OutFeatures, rank, 1, 1];
}
