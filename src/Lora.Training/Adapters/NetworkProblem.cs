using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>What is wrong between a network and a model.</summary>
public enum NetworkFault
{
    /// <summary>A list of blocks has more or fewer entries than the model has blocks.</summary>
    BlockCount,

    /// <summary>A part that is to be trained gets no adapter.</summary>
    NoLayer,

    /// <summary>A layer cannot have an adapter of its size.</summary>
    Size,

    /// <summary>A pattern of <c>NetworkModules</c> matches no layer.</summary>
    NoSuchModule,
}

/// <summary>Something that keeps a network from being laid over a model, found before it is.</summary>
/// <param name="Fault">What.</param>
/// <param name="Text">A sentence.</param>
public sealed record NetworkProblem(NetworkFault Fault, string Text)
{
    /// <param name="model">No weight is read.</param>
    /// <param name="values">Network, sizes, rates.</param>
    public static IReadOnlyList<NetworkProblem> Find(IDiffusionModel model, OptionValues values)
    {
        var plan = new LayerPlan(values);
        TrainedPart[] parts = [.. AdapterNetwork.Parts(model, values)];
        AdapterTarget[] targets = [.. parts.SelectMany(part => part.Targets)];
        NetworkProblem[] counts = [.. plan.Problems(targets).Select(text => new NetworkProblem(NetworkFault.BlockCount, $"{text}."))];
        if (counts.Length > 0)
        {
            return counts;
        }

        return
        [
            .. parts.Where(part => part.Targets.All(target => plan.For(target) is null))
                .Select(part => part.Name == ModelPart.Unet.Name ? "U-Net" : part.Name.Replace('_', ' '))
                .Select(name => new NetworkProblem(NetworkFault.NoLayer, $"No layer of the {name} gets an adapter.")),
            .. plan.Unmatched(targets).Select(pattern => new NetworkProblem(NetworkFault.NoSuchModule,
                $"NetworkModules: '{pattern}' matches no layer that the preset {values.TargetPreset} names.")),
            .. values.Get(WeightsOptions.DimFromWeights) ? [] : Sizes(plan, targets),
        ];
    }

    // one for all layers: the same size is the same mistake
    private static IEnumerable<NetworkProblem> Sizes(LayerPlan plan, IEnumerable<AdapterTarget> targets)
    {
        string[] problems = [.. targets.Select(target => plan.For(target)?.Problem).OfType<string>()];
        var others = problems.Length > 1 ? FormattableString.Invariant($", and so it is with {problems.Length - 1} more layers") : "";
        return problems.Take(1).Select(problem => new NetworkProblem(NetworkFault.Size, $"{problem}{others}."));
    }
}
