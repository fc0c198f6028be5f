using System.Numerics;
using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// Output channels turned by several layers of small orthogonal blocks, joined as a butterfly, so that every channel can reach every other. Each layer is
/// blended with the identity by the multiplier. Source: Liu et al., arXiv 2311.06243; LyCORIS modules/boft.py.
/// </summary>
/// <param name="target">The layer.</param>
/// <param name="layers">Number of butterfly layers.</param>
/// <param name="size">Of a block, even; the number of blocks is a power of two.</param>
/// <param name="constraint">Limit of the turn, times the number of outputs; 0: none. As it stands in a file.</param>
/// <param name="isRescaled">Each channel is scaled too, whatever the multiplier.</param>
internal sealed class BoftAdapter(AdapterTarget target, int layers, int size, double constraint, bool isRescaled)
    : WeightAdapter(target, All(target, layers, size, constraint, isRescaled))
{
    /// <summary>As many layers as it takes.</summary>
    public static int LayersOf(int blocks) => BitOperations.PopCount((uint)(blocks - 1)) + 1;

    protected override Tensor Weight(Tensor frozen)
    {
        var outputs = frozen.Size(0);
        var rotations = Rotations.Of(Value(OftAdapter.BlocksName), constraint * outputs, Multiplier);
        var turned = frozen.Reshape(outputs, -1);
        var width = turned.Size(1);
        for (var i = 0; i < layers; i++)
        {
            var half = (1 << i) * (size / 2);
            var paired = Swapped(turned, 2, half, width).Reshape(outputs / size, size, width);
            turned = Swapped(rotations.Slice(0, i, i + 1).Squeeze(0).MatMul(paired), half, 2, width).Reshape(outputs, width);
        }

        turned = turned.Reshape(Target.Layer.WeightShape);
        return Changed(frozen, Find(OftAdapter.RescaleName) is { } scale ? turned.Mul(scale) : turned);
    }

    /// <summary>Rows in groups of [first, second] -> the same rows in groups of [second, first].</summary>
    private static Tensor Swapped(Tensor rows, int first, int second, int width) => rows.Reshape(-1, first, second, width).Transpose(1, 2);

    private static AdapterTensor[] All(AdapterTarget target, int layers, int size, double constraint, bool isRescaled) =>
    [
        .. ((AdapterTensor?[])
        [
            new(OftAdapter.BlocksName, [layers, target.Layer.OutFeatures / size, size, size]), OftAdapter.Rescale(target.Layer, isRescaled),
            new(FactorAdapter.AlphaName, []) { Constant = (float)constraint },
        ]).OfType<AdapterTensor>(),
    ];
}
