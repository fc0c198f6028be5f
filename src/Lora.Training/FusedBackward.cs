using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// kohya's <c>fused_backward_pass</c>: each parameter is clipped and updated on the way back, as soon as its gradient is complete, and the gradient is freed.
/// No more of them is held than what is computed at a time. Each parameter is a group of its own; without clipping the result is that of an update behind the
/// way back, to the bit. Source: sd-scripts, sdxl_train.py.
/// </summary>
internal sealed class FusedBackward
{
    private readonly TrainingState _state;
    private readonly double _maxGradNorm;
    private readonly HashSet<ParameterGroup> _waiting = [];

    /// <param name="state">With a network of such groups.</param>
    /// <param name="values">Clipping, of each parameter's own gradient.</param>
    /// <exception cref="ArgumentException">An update needs more than one way back gives, or all gradients at once.</exception>
    public FusedBackward(TrainingState state, OptionValues values)
    {
        (_state, _maxGradNorm) = (state, values.Get(RateOptions.MaxGradNorm));
        if (state.Scale is not null || values.Get(RunOptions.GradientAccumulationSteps) > 1 || values.Get(RateOptions.OptimizerType).FindsRate)
        {
            throw new ArgumentException(
                "no fused backward pass with a scaled loss, several batches a step or an optimizer that finds its rate", nameof(values));
        }
    }

    /// <summary>The way back, and a whole step of the optimizer on it.</summary>
    /// <param name="loss">Of the step.</param>
    /// <param name="schedule">The rate of this step, of a group's base rate.</param>
    public void Step(Tensor loss, Func<double, double> schedule)
    {
        var groups = _state.Network.Groups;
        _state.Optimizer.BeginStep(schedule);
        _waiting.UnionWith(groups);
        foreach (var (i, group) in groups.Index())
        {
            group.GradientArrived = arrived => Update(arrived, i);
        }

        loss.Backward();
        foreach (var (i, group) in groups.Index().Where(entry => _waiting.Contains(entry.Item)))
        {
            // what was left out of the step has a gradient of 0, as it has without a fused pass
            using var scope = group.Values.Runtime.NewScope();
            group.Parameters[0].Grad = group.Values.Runtime.Zeros(group.Parameters[0].Shape);
            Update(group, i);
        }
    }

    private void Update(ParameterGroup group, int index)
    {
        if (!_waiting.Remove(group))
        {
            throw new InvalidOperationException($"'{group.Name}' is used by two checkpointed segments: its gradient came twice in a step.");
        }

        using var scope = group.Values.Runtime.NewScope();
        GradientClip.Apply([group], _maxGradNorm);
        _state.Optimizer.UpdateGroup(index);
        group.Parameters[0].Grad = null;
    }
}
