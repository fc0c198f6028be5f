using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>An adapter that gives its layer another weight: the frozen one changed at the multiplier.</summary>
internal abstract class WeightAdapter(AdapterTarget target, params IReadOnlyList<AdapterTensor> tensors) : Adapter(target, tensors)
{
    public override bool MakesWeight => true;

    /// <summary>The change is computed beside the layer in place of a weight that has it: the same but for rounding.</summary>
    public bool IsBypass { get; set; }

    /// <summary>The bias changes too.</summary>
    protected virtual bool ChangesBias => false;

    public override Tensor Merged()
    {
        using var scope = Target.Layer.Weight.Runtime.NewScope();
        return scope.Keep(Weight(Frozen(Target.Layer)));
    }

    public override Tensor? MergedBias()
    {
        if (!ChangesBias)
        {
            return null;
        }

        using var scope = Target.Layer.Weight.Runtime.NewScope();
        return scope.Keep(Bias(Target.Layer.Bias)!);
    }

    /// <summary>The weight in force at the multiplier.</summary>
    /// <param name="frozen">The layer's own, fp32.</param>
    protected abstract Tensor Weight(Tensor frozen);

    /// <summary>The bias in force at the multiplier.</summary>
    protected virtual Tensor? Bias(Tensor? frozen) => frozen;

    protected override Tensor Run(AdaptableLayer layer, Tensor x)
    {
        var runtime = x.Runtime;
        if (runtime.GradEnabled)
        {
            // what the weight is made of is made again on the way back: each piece is as large as the weight
            return Output(layer, x, runtime.Checkpoint(_ => Weight(Frozen(layer)), [.. Values]));
        }

        using var scope = runtime.NewScope();
        return scope.Keep(Output(layer, x, Weight(Frozen(layer))));
    }

    private Tensor Output(AdaptableLayer layer, Tensor x, Tensor weight)
    {
        if (!IsBypass && !(Drawn is not null && Dropouts.Neuron > 0))
        {
            return layer.Compute(x, weight, Bias(layer.Bias));
        }

        var change = layer.Compute(x, weight.Sub(Frozen(layer)), null);
        return layer.Compute(x, layer.Weight, Bias(layer.Bias)).Add(Drawn is { } draw && Dropouts.Neuron > 0 ? Dropouts.Neurons(change, draw) : change);
    }

    /// <summary>A change of the weight, or of the bias, after rank dropout.</summary>
    protected Tensor Dropped(Tensor change) => Drawn is { } draw && Dropouts.Rank > 0 ? Dropouts.Channels(change, draw) : change;

    /// <summary>A changed weight after rank dropout.</summary>
    protected Tensor Changed(Tensor frozen, Tensor weight) => Drawn is not null && Dropouts.Rank > 0 ? frozen.Add(Dropped(weight.Sub(frozen))) : weight;

    private static Tensor Frozen(AdaptableLayer layer) => layer.Weight.DType == DType.Float32 ? layer.Weight : layer.Weight.Cast(DType.Float32);
}
