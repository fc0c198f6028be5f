using Lora.Diffusion;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// A LoRA that a training goes on from: kohya's network_weights, and dim_from_weights. Layers that the file has not begin as ever. Unlike kohya's scripts,
/// which take any alpha and train at the scale of another, it refuses one that is not the network's.
/// </summary>
public sealed class StartingWeights
{
    private static readonly NormKind Norms = new();

    private readonly string _name;
    private readonly Dictionary<string, AdapterModule> _modules;
    private readonly IReadOnlyDictionary<string, string> _metadata;

    /// <param name="path">A file of adapters with kohya's names or diffusers'.</param>
    /// <exception cref="TrainingException">It holds nothing, or something of no kind that is understood.</exception>
    /// <exception cref="SafetensorsException">It is not a whole and valid safetensors file.</exception>
    public StartingWeights(string path)
    {
        _name = Path.GetFileName(path);
        var file = new LoraFile(path);
        _modules = file.Modules.ToDictionary(module => module.Name, StringComparer.Ordinal);
        using var whole = new SafetensorsFile(path);
        _metadata = whole.Metadata.ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Layers that the file has weights for.</summary>
    public int Count => _modules.Count;

    /// <summary>Layers of the file that the network has none for: what they have learned is lost.</summary>
    public IReadOnlyList<string> LeftOutBy(AdapterNetwork network)
    {
        var taken = network.Adapters.Select(adapter => Find(adapter.Target)?.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. _modules.Keys.Where(name => !taken.Contains(name)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Gives the network the file's values.</summary>
    /// <exception cref="TrainingException">A layer has another kind, rank or scale in the file, or none of the layers is in it.</exception>
    public void FillInto(AdapterNetwork network)
    {
        var filled = 0;
        foreach (var adapter in network.Adapters)
        {
            if (Find(adapter.Target) is { } module)
            {
                Check(adapter, module);
                using var off = adapter.Values[0].Runtime.NoGrad();
                foreach (var (tensor, value) in adapter.Trained.Zip(adapter.Values))
                {
                    // what is no part of a file is folded into the others there
                    value.CopyFrom_(tensor.IsSaved ? module.Tensors[tensor.Name].Values : [.. Enumerable.Repeat(1f, tensor.Count)]);
                }

                if (adapter.Saved.Any(tensor => tensor.IsTrained && !adapter.SavedValues(tensor).AsSpan().SequenceEqual(module.Tensors[tensor.Name].Values)))
                {
                    throw Unfit($"the network of '{module.Name}' does not train what stands in a file.");
                }

                filled++;
            }
        }

        if (filled == 0)
        {
            throw Unfit("none of the layers that are trained is in it; was it trained on a model of this family, and on the same part?");
        }
    }

    /// <summary>An adapter of the file's sizes; null where it has none for the layer.</summary>
    internal Adapter? Create(AdapterTarget target, OptionValues values)
    {
        if (Find(target) is not { } module)
        {
            return null;
        }

        var kind = target.Layer.IsNorm ? Norms : AdapterCatalog.All[values.Get(NetworkOptions.NetworkAlgo)];
        if (!kind.Reads(module))
        {
            throw Unfit($"'{module.Name}' is of another kind than NetworkAlgo {values.Text(NetworkOptions.NetworkAlgo)}.");
        }

        var adapter = kind.Read(target, module, 1);
        Check(adapter, module);
        return adapter;
    }

    /// <summary>What the file says of its network, where the training takes it from there.</summary>
    internal string Said(string entry) => _metadata.GetValueOrDefault(entry, "Dynamic");

    private AdapterModule? Find(AdapterTarget target) => _modules.GetValueOrDefault(target.Name)
        ?? _modules.GetValueOrDefault(target.DiffusersName) ?? (target.Alias is { } alias ? _modules.GetValueOrDefault(alias) : null);

    private void Check(Adapter adapter, AdapterModule module)
    {
        var given = module.Tensors.Keys.ToHashSet(StringComparer.Ordinal);
        if (adapter.Saved.FirstOrDefault(tensor => tensor.IsTrained && !given.Contains(tensor.Name)) is { } missing)
        {
            throw Unfit($"'{module.Name}' has no {missing.Name}: it is of another kind than the network.");
        }

        if (given.Except(adapter.Saved.Select(tensor => tensor.Name)).Order(StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw Unfit($"'{module.Name}' has {unknown}, which the network has not: it is of another kind.");
        }

        foreach (var tensor in adapter.Saved.Where(tensor => tensor.IsTrained))
        {
            var shape = module.Tensors[tensor.Name].Shape;
            if (!tensor.Fits(shape))
            {
                throw Unfit($"{tensor.Name} of '{module.Name}' is [{string.Join(", ", shape)}], and [{string.Join(", ", tensor.Shape)}] in the network: "
                    + "its rank is another one, or it was trained on a model of another size.");
            }
        }

        // what the file leaves out, as diffusers' files do, follows from its kind
        var read = AdapterCatalog.Of(module)!.Read(adapter.Target, module, 1).Tensors.Where(tensor => !tensor.IsTrained).ToDictionary(tensor => tensor.Name);
        foreach (var tensor in adapter.Tensors.Where(tensor => !tensor.IsTrained))
        {
            if (read.TryGetValue(tensor.Name, out var inFile) && inFile.Constant != tensor.Constant)
            {
                throw Unfit(FormattableString.Invariant($"{tensor.Name} of '{module.Name}' is {inFile.Constant}, and {tensor.Constant} in the network."));
            }
        }
    }

    private TrainingException Unfit(string problem) => new($"The training cannot go on from '{_name}': {problem}");
}
