using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>An adapter that gives its layer another weight: the frozen one changed at the multiplier.</summary>
internal abstract class WeightAdapter(AdapterTarget target, params IReadOnlyList<AdapterTensor> tensors) : Adapter(target, tensors)
{
    /// <summary>The weight in force at the multiplier.</summary>
    /// <param name="frozen">The layer's own, fp32.</param>
    protected abstract Tensor Weight(Tensor frozen);

    /// <summary>The bias in force at the multiplier.</summary>
    protected virtual Tensor? Bias(Tensor? frozen) => frozen;

    protected override Tensor Run(AdaptableLayer layer, Tensor x)
    {
        var frozen = Frozen(layer);
        var weight = Weight(frozen);
        if (Drawn is { } draw && Dropouts.Neuron > 0)
        {
            return layer.Compute(x, frozen, Bias(layer.Bias)).Add(Dropouts.Neurons(layer.Compute(x, weight.Sub(frozen), null), draw));
        }

        return layer.Compute(x, weight, Bias(layer.Bias));
    }

    public override Tensor Merged()
    {
        using var scope = Target.Layer.Weight.Runtime.NewScope();
        return scope.Keep(Weight(Frozen(Target.Layer)));
    }

    /// <summary>A change of the weight after rank dropout.</summary>
    protected Tensor Dropped(Tensor change) => Drawn is { } draw && Dropouts.Rank > 0 ? Dropouts.Channels(change, draw) : change;

    private static Tensor Frozen(AdaptableLayer layer) => layer.Weight.DType == DType.Float32 ? layer.Weight : layer.Weight.Cast(DType.Float32);
}
