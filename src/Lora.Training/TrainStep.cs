using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// One optimizer step: some micro batches forward and backward, then clipping and the update. Everything made in a micro batch is freed at its end.
/// </summary>
/// <param name="model">With the state's adapters laid over it.</param>
/// <param name="state">What is trained.</param>
/// <param name="schedule">Factor of the rates.</param>
/// <param name="values">Clipping, accumulation.</param>
public sealed class TrainStep(IDiffusionModel model, TrainingState state, LrSchedule schedule, OptionValues values)
{
    private readonly double _maxGradNorm = values.Get(RateOptions.MaxGradNorm);
    private readonly int _accumulation = values.Get(RunOptions.GradientAccumulationSteps);

    /// <summary>Forward and backward of a micro batch; the gradients add up.</summary>
    /// <param name="batch">Called inside the micro batch's scope.</param>
    /// <param name="conditioning">What conditions it, called inside it too.</param>
    /// <returns>The loss, before it is divided by the number of micro batches.</returns>
    /// <exception cref="TrainingException">The loss is not finite.</exception>
    public double Accumulate(Func<TrainingBatch> batch, Func<Conditioning> conditioning)
    {
        using var scope = model.Runtime.NewScope();
        var (noisy, timesteps, target, weights) = batch();
        var loss = DiffusionObjective.Loss(model.Predict(noisy, timesteps, conditioning()), target, weights);
        (_accumulation == 1 ? loss : loss.Affine(1.0 / _accumulation, 0)).Backward();
        var value = loss.Item();
        if (!double.IsFinite(value))
        {
            throw new TrainingException(FormattableString.Invariant($"The loss of step {state.Step + 1} is not finite; nothing was saved from this step."))
            {
                IsLossNotFinite = true,
            };
        }

        return value;
    }

    /// <summary>Clips, updates and empties the gradients.</summary>
    public void Update()
    {
        using var scope = model.Runtime.NewScope();
        GradientClip.Apply(state.Network.Groups, _maxGradNorm);
        state.Optimizer.Step(schedule.Factor(state.Step));
        foreach (var group in state.Network.Groups)
        {
            group.Gradients.Zero_();
        }
    }
}
