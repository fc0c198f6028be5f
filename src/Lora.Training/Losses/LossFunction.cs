using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>What a micro batch's predictions cost.</summary>
/// <param name="alphasCumprod">The schedule's cumulative products, one a timestep, after any rescaling.</param>
/// <param name="values">Loss and threshold.</param>
internal sealed class LossFunction(IReadOnlyList<float> alphasCumprod, OptionValues values)
{
    private readonly LossVariant _loss = values.Get(LossOptions.LossType);
    private readonly HuberThresholds _thresholds = new(alphasCumprod, values);

    /// <summary>
    /// Mean over the batch of weight x mean over C, H, W of mask x cost, 0-dimensional. What a mask leaves out counts as 0 in the mean, as in kohya: a picture
    /// of which half is masked counts half.
    /// </summary>
    /// <param name="predicted">[b, c, h, w].</param>
    /// <param name="target">[b, c, h, w].</param>
    /// <param name="timesteps">[b].</param>
    /// <param name="weights">[b], see <see cref="LossWeights"/>.</param>
    /// <param name="mask">[b, 1, h, w], from 0 to 1; null: everything counts.</param>
    public Tensor Of(Tensor predicted, Tensor target, ReadOnlySpan<float> timesteps, Tensor weights, Tensor? mask = null)
    {
        var cost = Elementwise(predicted, target, timesteps);
        return (mask is null ? cost : Masked(cost, mask)).Mean([1, 2, 3]).Mul(weights).Mean();
    }

    /// <summary>What each value costs, [b, c, h, w].</summary>
    internal Tensor Elementwise(Tensor predicted, Tensor target, ReadOnlySpan<float> timesteps) =>
        LossCatalog.All[_loss](predicted.Sub(target), _loss.HasThreshold ? Thresholds(predicted.Runtime, timesteps) : null);

    /// <summary>What a mask leaves of costs; nothing is made up for what it takes.</summary>
    internal static Tensor Masked(Tensor cost, Tensor mask) => cost.Mul(mask);

    private Tensor Thresholds(TensorRuntime runtime, ReadOnlySpan<float> timesteps)
    {
        var thresholds = new float[timesteps.Length];
        for (var i = 0; i < thresholds.Length; i++)
        {
            thresholds[i] = _thresholds.At((int)timesteps[i]);
        }

        return runtime.FromFloats(thresholds, [thresholds.Length, 1, 1, 1]);
    }
}
