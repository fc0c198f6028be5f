using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// A low-rank branch beside a frozen layer: W x + multiplier * alpha / r * up(down(x)). Source: Hu et al., arXiv 2106.09685; convolutions as kohya's LoCon:
/// down has the layer's kernel, stride and padding, up is 1x1. Both factors are kept as matrices: their bytes are those of the file's 4-D shapes.
/// </summary>
/// <param name="target">The layer and its name in a LoRA file.</param>
/// <param name="down">[r, in * kh * kw].</param>
/// <param name="up">[out, r].</param>
/// <param name="alpha">As stored in the file.</param>
/// <param name="multiplier">Strength; 1 in training.</param>
public sealed class LoraModule(AdapterTarget target, Tensor down, Tensor up, double alpha, double multiplier = 1) : ILayerAdapter
{
    private readonly double _scale = multiplier * alpha / down.Size(0);

    public AdapterTarget Target => target;

    public Tensor Down => down;

    public Tensor Up => up;

    public double Alpha => alpha;

    public int Rank => down.Size(0);

    /// <summary>Shape of <c>lora_down.weight</c>: [r, in], of a convolution [r, in, kh, kw].</summary>
    public static int[] DownShape(AdapterTarget target, int rank) => [rank, .. target.Layer.WeightShape[1..]];

    /// <summary>Shape of <c>lora_up.weight</c>: [out, r], of a convolution [out, r, 1, 1].</summary>
    public static int[] UpShape(AdapterTarget target, int rank) =>
        target.Layer.WeightShape.Length == 2 ? [target.Layer.OutFeatures, rank] : [target.Layer.OutFeatures, rank, 1, 1];

    /// <summary>The layer's weight with the branch added to it, in the weight's shape.</summary>
    public Tensor Merged()
    {
        var runtime = down.Runtime;
        using var scope = runtime.NewScope();
        return scope.Keep(target.Layer.Weight.Add(up.MatMul(down).Reshape(target.Layer.WeightShape), _scale));
    }

    public Tensor Forward(AdaptableLayer layer, Tensor x)
    {
        if (layer.WeightShape.Length == 2)
        {
            return x.LowRankLinear(layer.Weight, layer.Bias, down, up, _scale);
        }

        if (x.Rank == 3)
        {
            return x.LowRankLinear(layer.Weight.Reshape(layer.OutFeatures, layer.InFeatures), layer.Bias, down, up, _scale);
        }

        var conv = (Conv2d)layer;
        var inner = x.Conv2d(down.Reshape(DownShape(target, Rank)), null, conv.Stride, conv.Padding);
        return conv.ForwardFrozen(x).Add(inner.Conv2d(up.Reshape(UpShape(target, Rank))), _scale);
    }
}
