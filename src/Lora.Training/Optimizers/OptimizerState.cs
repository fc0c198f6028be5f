using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// What an optimizer keeps of one parameter group, or of all of them together: the tensors that it asked for, and numbers of the host that follow from no
/// tensor.
/// </summary>
internal sealed class OptimizerState : IDisposable
{
    private readonly Dictionary<(string Name, int? Parameter), Tensor> _tensors = [];

    internal OptimizerState(TensorRuntime runtime, IEnumerable<StateTensor> tensors, int numbers = 0)
    {
        Numbers = new double[numbers];
        foreach (var tensor in tensors)
        {
            _tensors.Add((tensor.Name, tensor.Parameter), runtime.Full(tensor.Shape, tensor.Initial, tensor.Type));
        }
    }

    /// <summary>Zeros before the first step; which is which is the optimizer's to say.</summary>
    internal double[] Numbers { get; }

    /// <summary>A tensor of the whole, or of one of the group's parameters.</summary>
    internal Tensor this[string name, int? parameter = null] => _tensors[(name, parameter)];

    /// <summary>All of them under names that do not change: <c>exp_avg</c>, <c>exp_avg_sq_row.12</c>.</summary>
    internal IEnumerable<(string Name, Tensor Value)> Tensors => _tensors.Select(pair =>
        (pair.Key.Parameter is { } index ? FormattableString.Invariant($"{pair.Key.Name}.{index}") : pair.Key.Name, pair.Value));

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
