using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// What is trained of one frozen layer. It says its tensors when it is made; their values are bound later, in training as views of a group's flat buffer. Then
/// it computes the layer's output in place of the layer, or the weight that would give the same.
/// </summary>
internal abstract class Adapter : ILayerAdapter
{
    private readonly Dictionary<string, int> _places;

    /// <param name="target">The layer and its name in a file.</param>
    /// <param name="tensors">All tensors of the layer: those in a file in the file's order.</param>
    protected Adapter(AdapterTarget target, params IReadOnlyList<AdapterTensor> tensors)
    {
        Target = target;
        Tensors = tensors;
        Trained = [.. tensors.Where(tensor => tensor.IsTrained)];
        _places = Trained.Index().ToDictionary(pair => pair.Item.Name, pair => pair.Index, StringComparer.Ordinal);
    }

    public AdapterTarget Target { get; }

    /// <summary>All tensors.</summary>
    public IReadOnlyList<AdapterTensor> Tensors { get; }

    /// <summary>The trained ones among them.</summary>
    public IReadOnlyList<AdapterTensor> Trained { get; }

    /// <summary>Those of a file, in its order.</summary>
    public virtual IEnumerable<AdapterTensor> Saved => Tensors.Where(tensor => tensor.IsSaved);

    /// <summary>Values of <see cref="Trained"/>, in their order and shapes.</summary>
    public IReadOnlyList<Tensor> Values { get; private set; } = [];

    /// <summary>Every tensor that lives as long as the adapter.</summary>
    public virtual IEnumerable<Tensor> Held => Values;

    /// <summary>Strength; 1 in training.</summary>
    public double Multiplier { get; set; } = 1;

    /// <summary>What is left out at random in training.</summary>
    public Dropouts Dropouts { get; set; } = Dropouts.None;

    /// <summary>True if it has to be told of each micro batch: see <see cref="Draw"/>.</summary>
    public virtual bool Varies => IsRandom;

    /// <summary>True if something of it is drawn at random in training.</summary>
    public virtual bool IsRandom => Dropouts != Dropouts.None;

    /// <summary>It makes a weight of its own for every step, of the frozen one's size.</summary>
    public virtual bool MakesWeight => false;

    /// <summary>Of the micro batch that is trained; null outside of training: then nothing varies.</summary>
    protected AdapterDraw? Drawn { get; private set; }

    /// <summary>Gives it its values.</summary>
    /// <exception cref="ArgumentException">They are not as many, or not of these shapes.</exception>
    public virtual void Bind(params IReadOnlyList<Tensor> values)
    {
        if (values.Count != Trained.Count || values.Zip(Trained).Any(pair => !pair.First.Shape.SequenceEqual(pair.Second.Shape)))
        {
            throw new ArgumentException($"these are not the {Trained.Count} tensors of '{Target.Name}'", nameof(values));
        }

        Values = values;
    }

    /// <summary>Settles what varies for the micro batch that comes.</summary>
    /// <param name="random">Where chance comes from; null where nothing is random.</param>
    /// <param name="timesteps">Of the samples.</param>
    public void Draw(RandomStream? random, IReadOnlyList<float> timesteps)
    {
        var isSkipped = Dropouts.Module > 0 && random?.NextDouble() < Dropouts.Module;
        Drawn = new(IsRandom ? random?.Next(int.MaxValue) ?? 0 : 0, isSkipped, timesteps);
    }

    /// <summary>The micro batch is over.</summary>
    public void Rest() => Drawn = null;

    /// <summary>The name of one of its tensors in a file.</summary>
    public string NameOf(AdapterTensor tensor) => $"{Target.Name}.{tensor.Name}";

    /// <summary>What stands in a file for one of <see cref="Saved"/>, row-major.</summary>
    public virtual float[] SavedValues(AdapterTensor tensor) => tensor.Constant is { } value ? [value] : Value(tensor.Name).ToFloats();

    /// <summary>The tensors as diffusers writes them; null where it has no form for this kind of adapter.</summary>
    public virtual IEnumerable<(string Name, int[] Shape, float[] Values)>? InDiffusersForm() => null;

    /// <summary>
    /// Frobenius norm of the change to the weight, 0-dimensional and in the scope that is open now; null where the change does not follow the trained tensors
    /// in proportion.
    /// </summary>
    public virtual Tensor? Norm() => null;

    public Tensor Forward(AdaptableLayer layer, Tensor x) => Drawn is { IsSkipped: true } ? layer.ForwardFrozen(x) : Run(layer, x);

    /// <summary>The layer's weight with the adapter's change in it, in the weight's shape and in the scope that is open now.</summary>
    public abstract Tensor Merged();

    /// <summary>The bias with the change in it; null where the bias stays.</summary>
    public virtual Tensor? MergedBias() => null;

    /// <summary>The layer's output with the adapter.</summary>
    protected abstract Tensor Run(AdaptableLayer layer, Tensor x);

    /// <summary>The value of the trained tensor of that name.</summary>
    protected Tensor Value(string name) => Values[_places[name]];

    /// <summary>The same; null where this form has none.</summary>
    protected Tensor? Find(string name) => _places.TryGetValue(name, out var place) ? Values[place] : null;
}
