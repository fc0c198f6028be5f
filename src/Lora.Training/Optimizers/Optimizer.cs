namespace Lora.Training;

/// <summary>
/// Owns the state of each parameter group and the order of a step. An update gets the group: flat buffers for what treats all weights alike, in a handful of
/// operations however many layers there are; the parameters in their shapes for what looks at rows and columns. In-place port operations only, so that nothing
/// is read back from the device.
/// </summary>
public abstract class Optimizer : IDisposable
{
    private OptimizerState[] _states = [];
    private IReadOnlyList<ParameterGroup> _groups = [];

    /// <summary>Steps taken.</summary>
    public int Steps { get; private set; }

    /// <summary>What it keeps, a state a group in the groups' order.</summary>
    internal IReadOnlyList<OptimizerState> States => _states;

    /// <summary>Takes the groups and makes their state, in the scope that is open now: it must outlive the training.</summary>
    public void Attach(IReadOnlyList<ParameterGroup> groups)
    {
        if (_states.Length > 0)
        {
            throw new InvalidOperationException("the optimizer has its groups already");
        }

        _groups = groups;
        _states = [.. groups.Select(group => new OptimizerState(group.Values.Runtime, StateOf(group.Shapes)))];
    }

    /// <summary>Number of values that it keeps of parameters of these shapes.</summary>
    internal long StateCount(IReadOnlyList<int[]> shapes) => StateOf(shapes).Sum(tensor => (long)CountOf([tensor.Shape]));

    /// <summary>One update of every group from its gradients, at the group's own rate.</summary>
    /// <param name="factor">The schedule's, on every rate.</param>
    public void Step(double factor = 1)
    {
        Steps++;
        foreach (var (group, state) in _groups.Zip(_states))
        {
            using var off = group.Values.Runtime.NoGrad();
            using var scope = group.Values.Runtime.NewScope();
            Update(group, state, new StepInfo(Steps, group.LearningRate * factor));
        }
    }

    public void Dispose()
    {
        foreach (var state in _states)
        {
            state.Dispose();
        }

        _states = [];
        GC.SuppressFinalize(this);
    }

    /// <summary>Goes on behind that many steps; the states' tensors are restored by who calls this.</summary>
    internal void GoOnAfter(int steps) => Steps = steps;

    /// <summary>The state that it wants of a group.</summary>
    /// <param name="shapes">The group's parameters, in their order.</param>
    private protected abstract IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes);

    /// <summary>Number of values of tensors of these shapes.</summary>
    private protected static int CountOf(IEnumerable<int[]> shapes) =>
        shapes.Aggregate(0, (sum, shape) => checked(sum + shape.Aggregate(1, (product, size) => checked(product * size))));

    /// <summary>
    /// Changes the group's values in place, through <see cref="ParameterGroup.Values"/> or <see cref="ParameterGroup.Parameters"/>. Tensors made here are freed
    /// after the call; what stays lives in <paramref name="state"/>.
    /// </summary>
    private protected abstract void Update(ParameterGroup group, OptimizerState state, in StepInfo step);
}
