using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Finds the LoRAs that a training builds on.</summary>
/// <param name="placeOf">Where an option stands.</param>
/// <param name="findings">Told of a file that is not there.</param>
internal sealed class LoraInputReader(ProjectInput input, StatCache hashes, Func<Option, SourcePlace> placeOf, List<Finding> findings)
{
    /// <summary>The one that is gone on from, then those of the base model in their order; nothing where a project names none.</summary>
    public IReadOnlyList<LoraInput> Read(OptionValues project)
    {
        var multipliers = project.Get(WeightsOptions.BaseWeightsMultiplier);
        var ofBase = project.Get(WeightsOptions.BaseWeights);
        string[] start = project.Get(WeightsOptions.NetworkWeights) is { Length: > 0 } path ? [path] : [];
        return
        [
            .. start.Select(written => Find(WeightsOptions.NetworkWeights, written, 1)),
            .. ofBase.Select((written, i) => Find(WeightsOptions.BaseWeights, written, i < multipliers.Count ? multipliers[i] : 1)),
        ];
    }

    private LoraInput Find(Option option, string written, double multiplier)
    {
        var place = input.ResolveModel(written);
        if (!File.Exists(place))
        {
            var reference = input.References.FirstOrDefault(reference => reference.Output == written);
            findings.Add(ProjectDiagnostics.LoraMissing.At(reference is null ? $"{option}: there is no file '{written}'."
                : $"'{reference.Include}' has made no LoRA yet: there is no file '{written}'.",
                placeOf(option)));
        }

        return new LoraInput(new ModelFile(option.Name, Path.GetFileName(place), place, hashes.Hash(place), hashes.Status(place)), multiplier, placeOf(option));
    }
}
