using Lora.Diffusion;
using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Adapters in training: one for each target, their trained tensors in one flat buffer a part of the model, made in the scope that is open now.
/// </summary>
public sealed class AdapterNetwork : IDisposable
{
    private readonly List<Adapter> _adapters = [];
    private readonly List<ParameterGroup> _groups = [];

    /// <summary>Adapters over every part of the model that the options train.</summary>
    /// <param name="model">Its layers' shapes suffice; no weight is read.</param>
    /// <param name="values">Kind of adapter, its sizes, rates of the parts, seed.</param>
    /// <param name="sizes">A LoRA that says which layers get an adapter, and of which sizes, in place of the options.</param>
    /// <exception cref="ArgumentException">No part is trained.</exception>
    /// <exception cref="TrainingException">That LoRA is of another kind, or does not fit the model.</exception>
    public AdapterNetwork(IDiffusionModel model, OptionValues values, StartingWeights? sizes = null)
        : this(model.Runtime, Parts(model, values, sizes), values, sizes)
    {
    }

    /// <summary>Adapters over any layers.</summary>
    /// <param name="runtime">Where the values live.</param>
    /// <param name="parts">In the order of a file.</param>
    /// <param name="values">Kind of adapter, its sizes, seed of its first values.</param>
    /// <param name="sizes">As above.</param>
    /// <exception cref="ArgumentException">No layer gets an adapter.</exception>
    public AdapterNetwork(TensorRuntime runtime, IEnumerable<TrainedPart> parts, OptionValues values, StartingWeights? sizes = null)
    {
        var plan = new LayerPlan(values);
        var random = new RandomStream(values.Get(RunOptions.Seed), RandomPurpose.Weights);
        var isFused = values.Get(RunOptions.FusedBackwardPass);
        foreach (var part in parts)
        {
            if (plan.Problems(part.Targets).FirstOrDefault() is { } problem)
            {
                throw new ArgumentException(problem, nameof(values));
            }

            (PlannedAdapter Plan, Adapter Adapter)[] layers = [.. AdaptersOf(part, plan, values, sizes)];
            if (layers.Length > 0)
            {
                _adapters.AddRange(layers.Select(layer => layer.Adapter));
                _groups.AddRange(AdapterGroups.Of(runtime, part, layers, plan.PlusRatio(part.Name), random, isFused));
            }
        }

        if (_groups.Count == 0)
        {
            throw new ArgumentException("no layer gets an adapter: no part is trained", nameof(parts));
        }
    }

    /// <summary>
    /// A parameter group each trained part, in the order of a file: <c>text_encoder</c>, <c>unet</c>. A part has several where blocks have rates of their own
    /// (<c>unet_block4</c>) or what leads out of the rank (<c>unet_plus</c>). With a fused backward pass one each tensor: <c>unet.12</c>.
    /// </summary>
    public IReadOnlyList<ParameterGroup> Groups => _groups;

    /// <summary>All adapters, in the order of a file.</summary>
    internal IReadOnlyList<Adapter> Adapters => _adapters;

    /// <summary>The trained tensors under their names in a file, in its order.</summary>
    internal IEnumerable<(string Name, Tensor Value)> Parameters => _adapters.SelectMany(adapter =>
        adapter.Trained.Select((tensor, i) => (adapter.NameOf(tensor), adapter.Values[i])));

    /// <summary>What the rate of each group's part is with other options, in the order of <see cref="Groups"/>; 0 where they do not train it.</summary>
    internal double[] RatesOf(IDiffusionModel model, OptionValues values)
    {
        var rates = Parts(model, values).ToDictionary(part => part.Name, part => part.LearningRate, StringComparer.Ordinal);
        return [.. _groups.Select(group => rates.GetValueOrDefault(group.Part))];
    }

    /// <summary>Lays the adapters over their layers.</summary>
    public void Apply()
    {
        foreach (var adapter in _adapters)
        {
            adapter.Target.Layer.Adapter = adapter;
        }
    }

    /// <summary>Takes the adapters off again.</summary>
    public void Remove()
    {
        foreach (var adapter in _adapters)
        {
            if (ReferenceEquals(adapter.Target.Layer.Adapter, adapter))
            {
                adapter.Target.Layer.Adapter = null;
            }
        }
    }

    public void Dispose()
    {
        Remove();
        foreach (var group in _groups)
        {
            group.Dispose();
        }
    }

    /// <summary>True if something of it is drawn at random in training.</summary>
    internal bool IsRandom => _adapters.Any(adapter => adapter.IsRandom);

    /// <summary>Settles what varies in the adapters for the micro batch that comes, until the result is disposed.</summary>
    /// <param name="random">Where chance comes from; null where nothing is random.</param>
    /// <param name="timesteps">Of the samples.</param>
    internal IDisposable? Draw(RandomStream? random, IReadOnlyList<float> timesteps)
    {
        Adapter[] varying = [.. _adapters.Where(adapter => adapter.Varies)];
        foreach (var adapter in varying)
        {
            adapter.Draw(random, timesteps);
        }

        return varying.Length > 0 ? new Varying(varying) : null;
    }

    /// <summary>Overwrites the trained tensors, row-major.</summary>
    /// <param name="read">Values by the name in a file; asked for every one.</param>
    internal void Load(Func<string, float[]> read)
    {
        using var off = _groups[0].Values.Runtime.NoGrad();
        foreach (var adapter in _adapters)
        {
            foreach (var (tensor, value) in adapter.Trained.Zip(adapter.Values))
            {
                // what was folded into the others when they were saved is in them
                value.CopyFrom_(tensor.IsSaved ? read(adapter.NameOf(tensor)) : [.. Enumerable.Repeat(1f, tensor.Count)]);
            }
        }
    }

    /// <summary>Names, shapes and values of a file, in its order.</summary>
    /// <exception cref="NotSupportedException">diffusers has no form for a kind of adapter in the network.</exception>
    internal IEnumerable<(string Name, int[] Shape, float[] Values)> Tensors(LoraFormat format = LoraFormat.Kohya) => format == LoraFormat.Kohya
        ? KohyaTensors() : _adapters.SelectMany(adapter => adapter.InDiffusersForm()
            ?? throw new NotSupportedException($"'{adapter.Target.Name}' cannot be written in diffusers' form"));

    private IEnumerable<(string Name, int[] Shape, float[] Values)> KohyaTensors()
    {
        foreach (var adapter in _adapters)
        {
            foreach (var tensor in adapter.Saved)
            {
                yield return (adapter.NameOf(tensor), tensor.Shape, adapter.SavedValues(tensor));
            }
        }
    }

    /// <summary>The parts that the options train.</summary>
    internal static IEnumerable<TrainedPart> Parts(IDiffusionModel model, OptionValues values, StartingWeights? sizes = null)
    {
        var plan = new LayerPlan(values);
        return model.AdapterGroups.Where(group => values.RateOf(group.Part) > 0).Select(group => new TrainedPart(
            group.Name, values.RateOf(group.Part), sizes is null ? plan.Targets(group) : [.. group.Everything, .. group.Norms]));
    }

    /// <summary>Shapes of the trained tensors of each part.</summary>
    internal static IEnumerable<IReadOnlyList<int[]>> Shapes(IEnumerable<TrainedPart> parts, OptionValues values, StartingWeights? sizes = null)
    {
        var plan = new LayerPlan(values);
        return parts.Select(part => AdaptersOf(part, plan, values, sizes).SelectMany(layer => layer.Adapter.Trained).Select(tensor => tensor.Shape).ToArray());
    }

    /// <summary>What each layer of a part gets.</summary>
    internal static IEnumerable<(PlannedAdapter Plan, Adapter Adapter)> AdaptersOf(
        TrainedPart part, LayerPlan plan, OptionValues values, StartingWeights? sizes)
    {
        var arguments = values.Get(NetworkOptions.NetworkArgs);
        foreach (var target in part.Targets)
        {
            var layer = plan.For(target) ?? (sizes is null ? null : new(target, values.Get(NetworkOptions.NetworkAlgo), new(1, 1), arguments));
            var adapter = sizes is null ? layer?.Create(plan.Dropout) : sizes.Create(target, values);
            if (sizes is not null && adapter is not null)
            {
                adapter.Dropouts = Dropouts.Of(plan.Dropout, arguments);
            }

            if (layer is not null && adapter is not null)
            {
                yield return (layer, adapter);
            }
        }
    }

    private sealed class Varying(Adapter[] adapters) : IDisposable
    {
        public void Dispose() => Array.ForEach(adapters, adapter => adapter.Rest());
    }
}
