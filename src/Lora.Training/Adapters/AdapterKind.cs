using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// A kind of adapter: which layers get one, how one is made for training, how one is told in a file. <see cref="AdapterCatalog"/> lists them.
/// </summary>
internal abstract class AdapterKind
{
    /// <summary>Endings of tensor names that no other kind has: a layer with one of them in a file is of this kind.</summary>
    public abstract IReadOnlyList<string> Marks { get; }

    /// <summary>How far the targets go.</summary>
    public abstract AdapterReach Reach(OptionValues values);

    /// <summary>An adapter to train; null where the layer stays as it is.</summary>
    public abstract Adapter? Create(AdapterTarget target, OptionValues values);

    /// <summary>An adapter of the sizes in a file; who reads the file holds its tensors against the file's.</summary>
    /// <param name="target">The layer.</param>
    /// <param name="module">What the file has of it.</param>
    /// <param name="multiplier">Strength.</param>
    public abstract Adapter Read(AdapterTarget target, AdapterModule module, double multiplier);
}
