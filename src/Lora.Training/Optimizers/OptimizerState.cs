using Lora.Tensors;

namespace Lora.Training;

/// <summary>What an optimizer keeps of one parameter group: the tensors that it asked for.</summary>
internal sealed class OptimizerState : IDisposable
{
    private readonly Dictionary<(string Name, int? Parameter), Tensor> _tensors = [];

    internal OptimizerState(TensorRuntime runtime, IEnumerable<StateTensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            _tensors.Add((tensor.Name, tensor.Parameter), runtime.Zeros(tensor.Shape));
        }
    }

    /// <summary>A tensor of the whole group, or of one of its parameters.</summary>
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
