namespace Lora.Project;

/// <summary>
/// Compares the <c>Prompt</c>, <c>TagRule</c>, <c>TrainPhase</c>, <c>Image</c> and <c>RegularizationImage</c> elements of a project's files with the items
/// that came of them: MSBuild takes an Include as a list and as a pattern for file names, so that an element can bring nothing, or two items, without a word.
/// Only what the text alone decides is judged.
/// </summary>
internal static class LostItems
{
    public static IEnumerable<Finding> Find(SourceFiles sources, ProjectInput input) =>
    [
        .. Named(sources, "Prompt", "row", input.Prompts, ProjectDiagnostics.PromptLost),
        .. Named(sources, "TagRule", "rule", input.TagRules, DatasetDiagnostics.TagRuleWrong),
        .. Named(sources, "TrainPhase", "phase", input.TrainPhases, ProjectDiagnostics.TrainPhaseWrong),
        .. Images(sources, input, "Image", input.Images), .. Images(sources, input, "RegularizationImage", input.RegularizationImages),
        .. Images(sources, input, "KohyaDataset", input.KohyaDatasets), .. Images(sources, input, "KohyaConfig", input.KohyaConfigs),
    ];

    private static IEnumerable<Finding> Named(SourceFiles sources, string kind, string one, IReadOnlyList<InputItem> items, Descriptor lost)
    {
        var names = items.Select(item => item.Include).ToHashSet(StringComparer.Ordinal);
        foreach (var element in Elements(sources, kind))
        {
            var text = element.Include.Trim();
            var entries = ItemText.Split(text);
            if (element.Action == "Include" && ItemText.HasWildcard(text))
            {
                yield return lost.At($"The name '{text}' of a {kind} is a pattern for the names of files.", element.Place);
            }
            else if (element.Action == "Include" && !ItemText.HasReference(text) && entries.Length > 1)
            {
                yield return lost.At($"The {kind} '{text}' becomes {entries.Length} {one}s: {Quote(entries)}.", element.Place);
            }
            else if (Decides(sources, element) && !ItemText.HasWildcard(text) && !entries.Any(entry => names.Contains(ItemText.Unescape(entry))))
            {
                yield return element.Action == "Include" ? lost.At($"The {kind} '{text}' brings no {one}.", element.Place)
                    : ProjectDiagnostics.ItemWithoutEffect.At($"There is no {kind} '{text}' to update.", element.Place);
            }
        }
    }

    private static IEnumerable<Finding> Images(SourceFiles sources, ProjectInput input, string name, IReadOnlyList<InputItem> items)
    {
        foreach (var element in Elements(sources, name).Where(element => Decides(sources, element)))
        {
            // what the folder brings by itself may be updated; only what an element brings counts for an Include
            var isUpdate = element.Action == "Update";
            foreach (var entry in ItemText.Split(element.Include).Where(entry => isUpdate || ItemText.HasWildcard(entry)))
            {
                var pattern = new FilePattern(input.Directory, ItemText.Unescape(entry));
                if (!items.Any(item => item.Imported is null && (isUpdate || !item.IsDefault) && pattern.Matches(item.FullPath)))
                {
                    yield return ProjectDiagnostics.ItemWithoutEffect.At($"No {(isUpdate ? name : "file")} matches '{entry}'.", element.Place);
                }
            }
        }
    }

    private static IEnumerable<ProjectElement> Elements(SourceFiles sources, string item) =>
        sources.Elements.Where(element => element.IsItem(item) && element.Action is "Include" or "Update" && !element.IsInTarget);

    // neither a condition, nor another value, nor an exclusion, nor a Remove elsewhere can be why nothing came of it
    private static bool Decides(SourceFiles sources, ProjectElement element) =>
        !element.IsConditional && !element.HasExclude && !ItemText.HasReference(element.Include)
        && !sources.Elements.Any(other => other.IsItem(element.Name) && other.Action == "Remove");

    private static string Quote(IEnumerable<string> entries) => string.Join(", ", entries.Select(entry => $"'{ItemText.Unescape(entry)}'"));
}
