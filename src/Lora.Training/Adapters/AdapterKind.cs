using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// A kind of adapter: how one is made for training, how one is told in a file. <see cref="AdapterCatalog"/> lists them.
/// </summary>
internal abstract class AdapterKind
{
    /// <summary>Endings of tensor names, of which a layer of this kind has one in a file.</summary>
    public abstract IReadOnlyList<string> Marks { get; }

    /// <summary>An adapter to train; null where the layer stays as it is.</summary>
    /// <param name="target">The layer; a norm gets its scale and shift trained, whatever the kind.</param>
    /// <param name="size">Of the adapter.</param>
    /// <param name="arguments">Of the network.</param>
    public Adapter? Create(AdapterTarget target, AdapterSize size, OptionValues arguments)
    {
        var adapter = target.Layer.IsNorm ? new NormAdapter(target) : Make(target, size, arguments);
        if (adapter is WeightAdapter made)
        {
            made.IsBypass = arguments.Is("bypass_mode");
        }

        return adapter;
    }

    /// <summary>Why a layer cannot have an adapter of that size: a sentence without an end; null where it can.</summary>
    /// <param name="target">The layer; no norm.</param>
    /// <param name="size">Of the adapter.</param>
    /// <param name="arguments">Of the network.</param>
    public virtual string? Problem(AdapterTarget target, AdapterSize size, OptionValues arguments) => null;

    /// <summary>Whether a file's module is of this kind.</summary>
    public virtual bool Reads(AdapterModule module) => Marks.Any(module.Tensors.ContainsKey);

    /// <summary>An adapter of the sizes in a file; who reads the file holds its tensors against the file's.</summary>
    /// <param name="target">The layer.</param>
    /// <param name="module">What the file has of it.</param>
    /// <param name="multiplier">Strength.</param>
    public abstract Adapter Read(AdapterTarget target, AdapterModule module, double multiplier);

    /// <summary>An adapter to train over a linear layer or convolution; null where the layer stays as it is.</summary>
    protected abstract Adapter? Make(AdapterTarget target, AdapterSize size, OptionValues arguments);
}
