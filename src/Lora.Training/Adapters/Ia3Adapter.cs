using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>One factor each output channel, or each input channel. Source: Liu et al., (IA)3, arXiv 2205.05638; LyCORIS modules/ia3.py.</summary>
/// <param name="target">The layer.</param>
/// <param name="isOnInput">A factor each input channel.</param>
internal sealed class Ia3Adapter(AdapterTarget target, bool isOnInput) : DeltaAdapter(
    target, null, new(WeightName, Shape(target.Layer, isOnInput)), new(OnInputName, []) { Constant = isOnInput ? 1 : 0 })
{
    public const string WeightName = "weight";
    public const string OnInputName = "on_input";

    protected override Tensor Delta(Tensor frozen)
    {
        int[] along = [.. Enumerable.Range(0, frozen.Rank).Select(dim => dim == (isOnInput ? 1 : 0) ? -1 : 1)];
        return frozen.Mul(Values[0].Reshape(along));
    }

    private static int[] Shape(AdaptableLayer layer, bool isOnInput)
    {
        var channels = isOnInput ? layer.InFeatures : layer.OutFeatures;
        return layer.WeightShape.Length == 2 ? [channels] : [1, channels, 1, 1];
    }
}
