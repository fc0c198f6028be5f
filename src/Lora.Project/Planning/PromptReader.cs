using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Resolves the <c>Prompt</c> items, the rows of the sample grid, in their order.</summary>
internal sealed class PromptReader(ProjectInput input, SourceFiles sources, List<Finding> findings)
{
    public IReadOnlyList<PromptItem> Read(OptionValues project)
    {
        var places = new ItemPlaces(sources, PromptOptions.Group.Title, input.Prompts);
        return [.. input.Prompts.Select(item => Read(item, places.Of(item), project))];
    }

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
