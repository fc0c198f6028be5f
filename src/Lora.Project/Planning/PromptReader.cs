using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Resolves the <c>Prompt</c> items, the rows of the sample grid, in their order.</summary>
internal sealed class PromptReader(ProjectInput input, SourceFiles sources, List<Finding> findings)
{
    public IReadOnlyList<PromptItem> Read(OptionValues project)
    {
        var byName = input.Prompts.ToLookup(item => item.Include, StringComparer.Ordinal);
        return [.. input.Prompts.Select(item => Read(item, Place(item, [.. byName[item.Include]]), project))];
    }

    // several of one name are told apart by their order
    private SourcePlace Place(InputItem item, InputItem[] ofThatName) =>
        item.Imported is { } imported ? imported
        : ofThatName.Length > 1 && sources.PlacesOf("Prompt", item.Include) is var places && places.Count == ofThatName.Length
            ? places[Array.FindIndex(ofThatName, other => ReferenceEquals(other, item))] : sources.PlaceOf("Prompt", item.Include);

    private PromptItem Read(InputItem item, SourcePlace place, OptionValues project)
    {
        var values = OptionValues.Resolve(PromptOptions.Group, item.Metadata,
            (_, problem) => findings.Add(ProjectDiagnostics.WrongValue.At($"Prompt '{item.Include}': {problem}", place)), project);
        if (values.Get(PromptOptions.Text).Length == 0)
        {
            findings.Add(ProjectDiagnostics.PromptWithoutText.At($"Prompt '{item.Include}' has no Text.", place));
        }

        return new PromptItem(item.Include, values.Texts, place);
    }
}
