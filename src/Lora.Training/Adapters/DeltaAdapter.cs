using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>An adapter that adds to the weight: W + multiplier * delta; with a decomposition the sum's norms are trained apart (DoRA).</summary>
/// <param name="target">The layer and its name in a file.</param>
/// <param name="decomposition">DoRA's part; null for none.</param>
/// <param name="tensors">All tensors, the decomposition's among them.</param>
internal abstract class DeltaAdapter(AdapterTarget target, WeightDecomposition? decomposition, params IReadOnlyList<AdapterTensor> tensors)
    : WeightAdapter(target, tensors)
{
    protected bool IsDecomposed => decomposition is not null;

    /// <summary>What is added at multiplier 1, in the weight's shape: scale and scalar are in it.</summary>
    /// <param name="frozen">The layer's own weight, fp32.</param>
    protected abstract Tensor Delta(Tensor frozen);

    protected override Tensor Weight(Tensor frozen)
    {
        var delta = Dropped(Delta(frozen));
        return decomposition is null ? frozen.Add(delta, Multiplier)
            : decomposition.Apply(frozen.Add(delta), Value(WeightDecomposition.Name), Multiplier);
    }
}
