using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// Owns the state of each parameter group and the order of a step. An update gets the group: flat buffers for what treats all weights alike, in a handful of
/// operations however many layers there are; the parameters in their shapes for what looks at rows and columns. One that depends on all groups gets them
/// together. Port operations only, so that nothing is read back from the device within a step.
/// </summary>
public abstract class Optimizer : IDisposable
{
    private OptimizerState[] _states = [];
    private IReadOnlyList<ParameterGroup> _groups = [];
    private GroupStep[] _step = [];
    private bool _isStarted;

    /// <summary>Steps taken.</summary>
    public int Steps { get; private set; }

    /// <summary>What it keeps, a state a group in the groups' order.</summary>
    internal IReadOnlyList<OptimizerState> States => _states;

    /// <summary>Every tensor that it keeps, under a name that does not change: <c>unet.exp_avg</c>; what is of no group without its name.</summary>
    internal IEnumerable<(string Name, Tensor Value)> Tensors =>
        Named().SelectMany(state => state.State.Tensors.Select(tensor => (state.Prefix + tensor.Name, tensor.Value)));

    /// <summary>Every list of numbers that it keeps, named alike.</summary>
    internal IEnumerable<(string Name, double[] Values)> Numbers =>
        Named().Where(state => state.State.Numbers.Length > 0).Select(state => ($"{state.Prefix}numbers", state.State.Numbers));

    /// <summary>What <see cref="Found"/> gives.</summary>
    internal virtual FoundKind Finds => FoundKind.Nothing;

    /// <summary>What it keeps of all groups together; null before <see cref="Attach"/>.</summary>
    private protected OptimizerState? Shared { get; private set; }

    /// <summary>The groups that it has taken.</summary>
    private protected IReadOnlyList<ParameterGroup> Groups => _groups;

    /// <summary>Length of <see cref="OptimizerState.Numbers"/> of each group.</summary>
    private protected virtual int NumbersOfGroup => 0;

    /// <summary>The same of <see cref="Shared"/>.</summary>
    private protected virtual int NumbersOfAll => 0;

    /// <summary>Takes the groups and makes their state, in the scope that is open now: it must outlive the training.</summary>
    public void Attach(IReadOnlyList<ParameterGroup> groups)
    {
        if (_states.Length > 0)
        {
            throw new InvalidOperationException("the optimizer has its groups already");
        }

        _groups = groups;
        _states = [.. groups.Select(group => new OptimizerState(group.Values.Runtime, StateOf(group.Shapes), NumbersOfGroup))];
        Shared = new OptimizerState(groups[0].Values.Runtime, StateOfAll(), NumbersOfAll);
        Prepare(groups[0].Values.Runtime);
    }

    /// <summary>Bytes of what it keeps of parameters of these shapes.</summary>
    internal long StateBytes(IReadOnlyList<int[]> shapes, Func<long, long>? taken = null) =>
        StateOf(shapes).Sum(tensor => taken is null ? tensor.Bytes : taken(tensor.Bytes));

    /// <summary>Bytes of what it keeps whatever is trained.</summary>
    /// <param name="taken">What a tensor of so many bytes takes.</param>
    internal virtual long OwnBytes(Func<long, long> taken) => 0;

    /// <summary>
    /// Takes over where the weights stand before the first step, once. A step does so too; one that may be undone, state and all, wants it done before.
    /// </summary>
    internal void Start()
    {
        if (Steps > 0 || _isStarted)
        {
            return;
        }

        _isStarted = true;
        using var off = _groups[0].Values.Runtime.NoGrad();
        using var scope = _groups[0].Values.Runtime.NewScope();
        for (var i = 0; i < _groups.Count; i++)
        {
            Start(i);
        }
    }

    /// <summary>One update of every group from its gradients, at the group's own rate.</summary>
    /// <param name="factor">On every rate.</param>
    public void Step(double factor = 1) => Step(rate => rate * factor);

    /// <summary>One update of every group from its gradients.</summary>
    /// <param name="schedule">The rate of this step, of a group's base rate.</param>
    public void Step(Func<double, double> schedule)
    {
        BeginStep(schedule);
        using var off = _groups[0].Values.Runtime.NoGrad();
        using var scope = _groups[0].Values.Runtime.NewScope();
        Update(_step);
    }

    /// <summary>Begins a step in which <see cref="UpdateGroup"/> updates each group, once and in any order.</summary>
    /// <param name="schedule">The rate of this step, of a group's base rate.</param>
    internal void BeginStep(Func<double, double> schedule)
    {
        Start();
        Steps++;
        _step = [.. _groups.Zip(_states, (group, state) => new GroupStep(group, state, new StepInfo(Steps, schedule(group.LearningRate))))];
    }

    /// <summary>The update of one group from its gradients.</summary>
    /// <exception cref="NotSupportedException">
    /// The update of one group depends on another: see <see cref="Lora.Vocabulary.OptimizerVariant.FindsRate"/>.
    /// </exception>
    internal void UpdateGroup(int group)
    {
        var (values, state, info) = _step[group];
        using var off = values.Values.Runtime.NoGrad();
        using var scope = values.Values.Runtime.NewScope();
        Update(values, state, info);
    }

    /// <summary>
    /// Puts the weights that are saved and sampled from into the groups, until the result is disposed: an average of those that are trained, for an optimizer
    /// without a schedule; of any other they are the same. Training goes on with the very bits that it stopped at.
    /// </summary>
    public virtual IDisposable Eval() => NothingToRestore.Instance;

    /// <summary>What the step found, a number a name of a rate; read from the device. Empty where <see cref="Finds"/> is nothing.</summary>
    internal double[] Found() => Finds == FoundKind.Nothing ? []
        : [.. _groups.Index().DistinctBy(group => group.Item.RateName).Select(group => FoundOf(group.Index))];

    public void Dispose()
    {
        foreach (var state in _states)
        {
            state.Dispose();
        }

        if (Shared is not null)
        {
            Shared.Dispose();
            Release();
        }

        (_states, Shared) = ([], null);
        GC.SuppressFinalize(this);
    }

    /// <summary>Goes on behind that many steps; the states' tensors and numbers are restored by who calls this.</summary>
    internal void GoOnAfter(int steps) => Steps = steps;

    /// <summary>Keeps of a group's weights before the first step what it needs later.</summary>
    private protected virtual void Start(int group)
    {
    }

    /// <summary>Makes the tables that it needs and that are no state, in the scope that is open now: <see cref="Release"/> frees them.</summary>
    private protected virtual void Prepare(TensorRuntime runtime)
    {
    }

    /// <summary>Frees what <see cref="Prepare"/> made.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>The state that it wants of a group.</summary>
    /// <param name="shapes">The group's parameters, in their order.</param>
    private protected abstract IEnumerable<StateTensor> StateOf(IReadOnlyList<int[]> shapes);

    /// <summary>The state that it wants of all groups together.</summary>
    private protected virtual IEnumerable<StateTensor> StateOfAll() => [];

    /// <summary>Number of values of tensors of these shapes.</summary>
    private protected static int CountOf(IEnumerable<int[]> shapes) =>
        shapes.Aggregate(0, (sum, shape) => checked(sum + shape.Aggregate(1, (product, size) => checked(product * size))));

    /// <summary>
    /// Changes every group's values in place, through <see cref="ParameterGroup.Values"/> or <see cref="ParameterGroup.Parameters"/>; gradients may be changed
    /// too, they are emptied after it. Tensors made here are freed after the call; what stays lives in the states.
    /// </summary>
    private protected virtual void Update(IReadOnlyList<GroupStep> groups)
    {
        foreach (var (group, state, info) in groups)
        {
            using var scope = group.Values.Runtime.NewScope();
            Update(group, state, info);
        }
    }

    /// <summary>The same of one group, where none depends on another.</summary>
    private protected virtual void Update(ParameterGroup group, OptimizerState state, in StepInfo step) =>
        throw new NotSupportedException($"{GetType().Name} updates all groups together");

    /// <summary>What the step found of a group; read from the device.</summary>
    private protected virtual double FoundOf(int group) => throw new NotSupportedException($"{GetType().Name} finds nothing");

    private IEnumerable<(string Prefix, OptimizerState State)> Named()
    {
        var ofGroups = _groups.Zip(_states, (group, state) => ($"{group.Name}.", state));
        return Shared is null ? ofGroups : ofGroups.Append(("", Shared));
    }

    private sealed class NothingToRestore : IDisposable
    {
        public static NothingToRestore Instance { get; } = new();

        public void Dispose()
        {
        }
    }
}
