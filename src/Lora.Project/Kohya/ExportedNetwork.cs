using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>What a network says of its layers that kohya's scripts, or LyCORIS within them, pass over.</summary>
internal static class ExportedNetwork
{
    public static IEnumerable<Finding> Problems(BuildPlan plan)
    {
        var values = plan.Options;
        var network = values.Get(NetworkOptions.NetworkAlgo);
        var arguments = values.Get(NetworkOptions.NetworkArgs);
        var module = network.PeerOf(arguments).Module;
        var isKohyas = module != Networks.Lycoris;
        if (values.Get(NetworkOptions.NetworkModules).Count > 0)
        {
            yield return At(NetworkOptions.NetworkModules, "kohya's scripts know no NetworkModules.");
        }

        // in another form the network's own preset goes as what that module trains by itself
        var isUsual = network.Arguments.First(row => row.Name == "preset") is var preset && arguments.Text(preset) == preset.DefaultText;
        if (!isUsual && isKohyas != (values.TargetPreset == TargetPresets.Kohya))
        {
            yield return At(NetworkOptions.NetworkArgs, $"{module} knows no preset={values.TargetPreset}.");
        }

        if (!isKohyas && TargetArguments.OfBlocks.FirstOrDefault(option => arguments.Text(option).Length > 0) is { } list)
        {
            yield return At(NetworkOptions.NetworkArgs, $"{module} knows no {list}.");
        }

        Finding At(Option option, string problem) => TrainingDiagnostics.NetworkNotExported.At(
            problem, plan.Places.GetValueOrDefault(option.Name) ?? new SourcePlace(plan.Paths.ProjectFile));
    }
}
