using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Resolves the <c>TagRule</c> items, in their order, which is that in which they are applied. A rule that is wrong is a finding, and none.</summary>
internal sealed class TagRuleReader(ProjectInput input, SourceFiles sources, StatCache hashes, List<Finding> findings)
{
    public IReadOnlyList<TagRuleItem> Read()
    {
        var places = new ItemPlaces(sources, TagRuleOptions.Group.Title, input.TagRules);
        return [.. input.TagRules.Select(item => Read(item, places.Of(item))).OfType<TagRuleItem>()];
    }

    private TagRuleItem? Read(InputItem item, SourcePlace place)
    {
        var before = findings.Count;
        var values = OptionValues.Resolve(TagRuleOptions.Group, item.Metadata, (_, problem) => Wrong(problem));
        var file = values.Get(TagRuleOptions.File) is { Length: > 0 } path ? input.Resolve(path) : "";
        var hash = file.Length > 0 ? hashes.HashLines(file) : "";
        if (findings.Count == before && Problem(values) is { } problem)
        {
            Wrong(problem);
        }
        else if (findings.Count == before && file.Length > 0 && hash.Length == 0)
        {
            Wrong($"there is no file '{values.Get(TagRuleOptions.File)}'.");
        }

        var texts = values.Texts.ToDictionary(StringComparer.Ordinal);
        texts[TagRuleOptions.File.Name] = file;
        return findings.Count > before ? null : new TagRuleItem(item.Include, texts, hash, place);

        void Wrong(string problem) => findings.Add(DatasetDiagnostics.TagRuleWrong.At($"TagRule '{item.Include}': {problem}", place));
    }

    private static string? Problem(OptionValues values)
    {
        if (!values.IsWritten(TagRuleOptions.Action))
        {
            return $"it has no {TagRuleOptions.Action}, which is {TagRuleOptions.Action.Range}.";
        }

        var action = values.Get(TagRuleOptions.Action);
        var hasFile = values.IsWritten(TagRuleOptions.File);
        var byFile = hasFile && action.TakesFile;
        return (action.LooksForTags is null || byFile) && values.IsWritten(TagRuleOptions.Tags) ? NotTaken(TagRuleOptions.Tags)
            : (!action.TakesWith || byFile) && values.IsWritten(TagRuleOptions.With) ? NotTaken(TagRuleOptions.With)
            : !action.TakesFile && hasFile ? NotTaken(TagRuleOptions.File)
            : byFile || action.LooksForTags is null ? null
            : !values.IsWritten(TagRuleOptions.Tags) ? $"{action} needs {TagRuleOptions.Tags}{(action.TakesFile ? " and With, or a File" : "")}."
            : action.TakesWith && !values.IsWritten(TagRuleOptions.With) ? $"{action} needs {TagRuleOptions.With}."
            : action.LooksForTags is false && IsPattern(TagRuleOptions.Tags) ? Pattern(TagRuleOptions.Tags)
            : IsPattern(TagRuleOptions.With) ? Pattern(TagRuleOptions.With) : null;

        string NotTaken(Option option) => $"{action}{(byFile ? " with a File" : "")} takes no {option}.";

        bool IsPattern(Option<string> option) => values.Get(option).Contains('*', StringComparison.Ordinal);

        string Pattern(Option<string> option) => $"{option} of {action} holds a *, which is no tag to put into a caption.";
    }
}
