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
public sealed class LoraModule(LoraTarget target, Tensor down, Tensor up, double alpha, double multiplier = 1) : ILayerAdapter
{
    private readonly double _scale = multiplier * alpha / down.Size(0);

    public LoraTarget Target => target;

    public Tensor Down => down;

    public Tensor Up => up;

    public double Alpha => alpha;

    public int Rank => down.Size(0);

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
        var inner = x.Conv2d(down.Reshape(target.DownShape(Rank)), null, conv.Stride, conv.Padding);
        return conv.ForwardFrozen(x).Add(inner.Conv2d(up.Reshape(target.UpShape(Rank))), _scale);
    }
}
