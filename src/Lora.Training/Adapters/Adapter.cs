using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// What is trained of one frozen layer. It says its tensors when it is made; their values are bound later, in training as views of a group's flat buffer. Then
/// it computes the layer's output in place of the layer, or the weight that would give the same.
/// </summary>
internal abstract class Adapter : ILayerAdapter
{
    /// <param name="target">The layer and its name in a file.</param>
    /// <param name="tensors">All tensors of the layer in a file, in the file's order.</param>
    protected Adapter(AdapterTarget target, params IReadOnlyList<AdapterTensor> tensors)
    {
        Target = target;
        Tensors = tensors;
        Trained = [.. tensors.Where(tensor => tensor.IsTrained)];
    }

    public AdapterTarget Target { get; }

    /// <summary>All tensors, in the file's order.</summary>
    public IReadOnlyList<AdapterTensor> Tensors { get; }

    /// <summary>The trained ones among them.</summary>
    public IReadOnlyList<AdapterTensor> Trained { get; }

    /// <summary>Values of <see cref="Trained"/>, in their order and shapes.</summary>
    public IReadOnlyList<Tensor> Values { get; private set; } = [];

    /// <summary>Strength; 1 in training.</summary>
    public double Multiplier { get; init; } = 1;

    /// <summary>Gives it its values.</summary>
    /// <exception cref="ArgumentException">They are not as many, or not of these shapes.</exception>
    public void Bind(params IReadOnlyList<Tensor> values)
    {
        if (values.Count != Trained.Count || values.Zip(Trained).Any(pair => !pair.First.Shape.SequenceEqual(pair.Second.Shape)))
        {
            throw new ArgumentException($"these are not the {Trained.Count} tensors of '{Target.Name}'", nameof(values));
        }

        Values = values;
    }

    /// <summary>The name of one of its tensors in a file.</summary>
    public string NameOf(AdapterTensor tensor) => $"{Target.Name}.{tensor.Name}";

    /// <summary>The tensors as diffusers writes them; null where it has no form for this kind of adapter.</summary>
    public virtual IEnumerable<(string Name, int[] Shape, float[] Values)>? InDiffusersForm() => null;

    public abstract Tensor Forward(AdaptableLayer layer, Tensor x);

    /// <summary>The layer's weight with the adapter's change in it, in the weight's shape and in the scope that is open now.</summary>
    public abstract Tensor Merged();
}
