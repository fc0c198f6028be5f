using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// Blocks of output channels turned among themselves, each by an orthogonal matrix (applied transposed), and where wanted scaled each by itself. Source: Qiu et
/// al., arXiv 2306.07280; LyCORIS modules/diag_oft.py and kohya networks/oft.py, which differ in how blocks are counted.
/// </summary>
/// <param name="target">The layer.</param>
/// <param name="blocks">Number of blocks; it divides the layer's outputs.</param>
/// <param name="constraint">Limit of the turn, times the number of outputs; 0: none. As it stands in a file.</param>
/// <param name="isRescaled">Each channel is scaled too, whatever the multiplier.</param>
internal sealed class OftAdapter(AdapterTarget target, int blocks, double constraint, bool isRescaled)
    : WeightAdapter(target, All(target, blocks, constraint, isRescaled))
{
    public const string BlocksName = "oft_blocks";
    public const string RescaleName = "rescale";

    protected override Tensor Weight(Tensor frozen)
    {
        var rotations = Rotations.Of(Value(BlocksName), constraint * frozen.Size(0), Multiplier);
        var turned = rotations.Transpose(1, 2).MatMul(frozen.Reshape(blocks, frozen.Size(0) / blocks, -1)).Reshape(Target.Layer.WeightShape);
        return Changed(frozen, Find(RescaleName) is { } scale ? turned.Mul(scale) : turned);
    }

    /// <summary>The trained factors of the channels; null where they are not wanted.</summary>
    internal static AdapterTensor? Rescale(AdaptableLayer layer, bool isRescaled) => isRescaled
        ? new(RescaleName, [layer.OutFeatures, .. layer.WeightShape[1..].ToArray().Select(_ => 1)]) { Initial = Initials.Value(1) } : null;

    private static AdapterTensor[] All(AdapterTarget target, int blocks, double constraint, bool isRescaled)
    {
        var size = target.Layer.OutFeatures / blocks;
        return [.. ((AdapterTensor?[])
        [
            new(BlocksName, [blocks, size, size]), Rescale(target.Layer, isRescaled), new(FactorAdapter.AlphaName, []) { Constant = (float)constraint },
        ]).OfType<AdapterTensor>()];
    }
}
