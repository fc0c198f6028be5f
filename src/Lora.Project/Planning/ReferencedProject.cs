using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Another project that is built before this one, a <c>ProjectReference</c>; the training goes on from its LoRA.</summary>
/// <param name="Include">As it is written.</param>
/// <param name="FullPath">Of its project file.</param>
/// <param name="OutputItemType">What its LoRA is taken for: <see cref="WeightsOptions.NetworkWeights"/>.</param>
/// <param name="Output">Absolute path of its LoRA, whether it is there or not; empty where MSBuild knows of none.</param>
public sealed record ReferencedProject(string Include, string FullPath, string OutputItemType, string Output)
{
    private const string Item = "ProjectReference";

    /// <summary>The project with what its reference says as a layer below its own options.</summary>
    internal static ProjectInput Into(ProjectInput input, SourceFiles sources, List<Finding> findings)
    {
        var option = WeightsOptions.NetworkWeights;
        foreach (var other in input.References.Where(reference => !reference.IsOf(option) && !reference.IsOfUsers(sources)))
        {
            var hint = NearestName.Of(other.OutputItemType, [option.Name]) is { } near ? $"; did you mean '{near}'?" : ".";
            findings.Add(ProjectDiagnostics.ReferenceWrong.At(
                $"The LoRA of '{other.Include}' is taken for nothing: its OutputItemType is '{other.OutputItemType}'{hint}", other.PlaceIn(sources)));
        }

        ReferencedProject[] references = [.. input.References.Where(reference => reference.IsOf(option))];
        if (references is not [var first, ..])
        {
            return input;
        }

        if (references.Length > 1)
        {
            findings.Add(ProjectDiagnostics.ReferenceWrong.At(
                $"A training goes on from one LoRA, and here are {NameList.Quoted(references.Select(reference => reference.Include), 4)}.",
                references[1].PlaceIn(sources)));
        }

        if (input.Writes(option))
        {
            findings.Add(ProjectDiagnostics.ReferenceWrong.At(
                $"A training goes on from one LoRA, and here are that of '{first.Include}' and {option}, '{input.Properties[option.Name].Trim()}'.",
                first.PlaceIn(sources)));
        }

        if (!File.Exists(first.FullPath))
        {
            findings.Add(ProjectDiagnostics.LoraMissing.At($"There is no project '{first.Include}'.", first.PlaceIn(sources)));
            return input;
        }

        var layer = new OptionLayer(first.Include, new Dictionary<string, string> { [option.Name] = first.Output }, _ => first.PlaceIn(sources));
        return input with { Imported = [layer, .. input.Imported] };
    }

    private bool IsOf(Option option) => OutputItemType.Equals(option.Name, StringComparison.OrdinalIgnoreCase);

    // as with other names: what a project reads itself, or marks as its own, is its business
    private bool IsOfUsers(SourceFiles sources) => OutputItemType.StartsWith('_') || sources.Uses(OutputItemType);

    private SourcePlace PlaceIn(SourceFiles sources) => sources.PlaceOf(Item, Include);
}
