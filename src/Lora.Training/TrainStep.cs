using Lora.Diffusion;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// One optimizer step: some micro batches forward and backward, then clipping and the update, or with a fused backward pass one batch and the update on its
/// way back. Everything made in a micro batch is freed at its end.
/// </summary>
/// <param name="model">With the state's adapters laid over it.</param>
/// <param name="state">What is trained.</param>
/// <param name="rate">A group's rate in a step counted from 0, of its base rate.</param>
/// <param name="values">Loss, clipping, accumulation.</param>
public sealed class TrainStep(IDiffusionModel model, TrainingState state, Func<int, double, double> rate, OptionValues values)
{
    private readonly double _maxGradNorm = values.Get(RateOptions.MaxGradNorm);
    private readonly int _accumulation = values.Get(RunOptions.GradientAccumulationSteps);
    private readonly LossFunction _loss = new(model.Schedule.AlphasCumprod, values);
    private readonly double _maxNorm = values.Get(RunOptions.ScaleWeightNorms);
    private readonly List<Tensor> _losses = [];
    private readonly FusedBackward? _fused = values.Get(RunOptions.FusedBackwardPass) ? new FusedBackward(state, values) : null;

    /// <summary>Forward and backward of a micro batch; the gradients add up. Nothing is read back.</summary>
    /// <param name="batch">Called inside the micro batch's scope.</param>
    /// <param name="conditioning">What conditions it, called inside it too.</param>
    public void Accumulate(Func<TrainingBatch> batch, Func<Conditioning> conditioning)
    {
        using var scope = model.Runtime.NewScope();
        var micro = batch();
        using var drawn = state.Network.Draw(state.Adapters, micro.Timesteps);
        var predicted = model.Predict(micro.Noisy, micro.Timesteps, conditioning());
        var loss = _loss.Of(predicted, micro.Target, micro.Timesteps, micro.Weights, micro.Mask);
        if (_fused is not null)
        {
            _fused.Step(loss, Rate());
        }
        else
        {
            var part = _accumulation == 1 ? loss : loss.Affine(1.0 / _accumulation, 0);
            (state.Scale?.Apply(part) ?? part).Backward();
        }

        _losses.Add(scope.Keep(loss.Detach()));
    }

    /// <summary>Clips, updates and empties the gradients. The losses are read when all of that is on its way.</summary>
    /// <returns>With the loss of each micro batch, before it is divided by their number.</returns>
    /// <exception cref="TrainingException">A loss is not finite: the state is lost.</exception>
    public StepReport Update()
    {
        using var scope = model.Runtime.NewScope();
        if (_fused is null)
        {
            UpdateAll();
        }

        var norms = _maxNorm > 0 ? WeightNorms.Apply(state.Network.Adapters, _maxNorm) : null;
        var losses = Read();
        return new StepReport(losses, _maxNorm > 0 ? WeightNorms.Report(norms?.ToFloats() ?? [], _maxNorm) : []);
    }

    private void UpdateAll()
    {
        var groups = state.Network.Groups;
        state.Optimizer.Start();
        if (state.Scale is { } scale)
        {
            scale.Step(groups, [.. state.Changing], Change);
        }
        else
        {
            Change();
        }

        foreach (var group in groups)
        {
            group.Gradients.Zero_();
        }

        void Change()
        {
            GradientClip.Apply(groups, _maxGradNorm);
            state.Optimizer.Step(Rate());
        }
    }

    /// <summary>The rate of the step that comes, of a group's base rate.</summary>
    private Func<double, double> Rate()
    {
        var at = state.Step;
        return given => rate(at, given);
    }

    private double[] Read()
    {
        double[] losses = [.. _losses.Select(loss => loss.Item())];
        _losses.ForEach(loss => loss.Dispose());
        _losses.Clear();
        return losses.All(double.IsFinite) ? losses : throw new TrainingException(
            FormattableString.Invariant($"The loss of step {state.Step} is not finite; nothing was saved from this step."))
        { IsLossNotFinite = true };
    }
}
