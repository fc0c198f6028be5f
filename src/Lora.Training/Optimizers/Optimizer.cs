using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// Owns the state of each parameter group and the order of a step. Works on the groups' flat buffers with in-place port operations only, so that a step costs
/// a handful of operations however many layers there are, and nothing is read back from the device.
/// </summary>
public abstract class Optimizer : IDisposable
{
    private OptimizerState[] _states = [];
    private IReadOnlyList<ParameterGroup> _groups = [];

    /// <summary>Name of the optimizer and of its state tensors.</summary>
    protected abstract OptimizerInfo Self { get; }

    /// <summary>Steps taken.</summary>
    public int Steps { get; private set; }

    /// <summary>Takes the groups and makes their state, in the scope that is open now: it must outlive the training.</summary>
    public void Attach(IReadOnlyList<ParameterGroup> groups)
    {
        if (_states.Length > 0)
        {
            throw new InvalidOperationException("The optimizer has its groups already.");
        }

        _groups = groups;
        _states = [.. groups.Select(group => new OptimizerState(group.Values, Self.StateNames))];
    }

    /// <summary>One update of every group from the gradients in its flat buffer.</summary>
    /// <param name="learningRates">One rate a group, already scheduled.</param>
    public void Step(ReadOnlySpan<double> learningRates)
    {
        if (learningRates.Length != _groups.Count)
        {
            throw new ArgumentException($"{_groups.Count} groups, {learningRates.Length} rates.", nameof(learningRates));
        }

        Steps++;
        for (var i = 0; i < _groups.Count; i++)
        {
            var group = _groups[i];
            using var off = group.Values.Runtime.NoGrad();
            using var scope = group.Values.Runtime.NewScope();
            Update(group.Values, group.Gradients, _states[i], new StepInfo(Steps, learningRates[i]));
        }
    }

    /// <summary>Changes <paramref name="weight"/> in place. Tensors made here are freed after the call; state lives in <paramref name="state"/>.</summary>
    protected abstract void Update(Tensor weight, Tensor gradient, OptimizerState state, in StepInfo step);

    public void Dispose()
    {
        foreach (var state in _states)
        {
            state.Dispose();
        }

        _states = [];
        GC.SuppressFinalize(this);
    }
}

/// <summary>Where a step stands.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="LearningRate">Of this group in this step.</param>
public readonly record struct StepInfo(int Number, double LearningRate);
