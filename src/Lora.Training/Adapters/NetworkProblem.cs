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
        ];
    }
}
