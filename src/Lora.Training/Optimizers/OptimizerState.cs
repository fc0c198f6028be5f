using Lora.Tensors;

namespace Lora.Training;

/// <summary>State tensors of one parameter group by name, each shaped like the group's flat buffer and zero at first.</summary>
public sealed class OptimizerState : IDisposable
{
    private readonly SortedDictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    internal OptimizerState(Tensor like, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            _tensors.Add(name, like.Runtime.Zeros(like.Shape));
        }
    }

    /// <summary>One of the names in <see cref="OptimizerInfo.StateNames"/>.</summary>
    public Tensor this[string name] => _tensors[name];

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
