using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// kohya's scripts know no trigger: theirs is a prefix of one tag that a subset has for itself, <c>caption_prefix = "zorblax,"</c>. Here it is the trigger of
/// its pictures, and what stands before it is the prefix that all have.
/// </summary>
internal static class SubsetTrigger
{
    /// <summary>The word; null where the subset has no such prefix, or the project says itself what comes first.</summary>
    public static string? Of(DatasetSubset subset, ProjectInput project)
    {
        if (subset.FindOwn(Name) is not ConfigScalar own || subset.IsRegularization
            || project.Writes(CaptionOptions.CaptionPrefix) || project.Writes(ProjectOptions.Trigger))
        {
            return null;
        }

        var outer = subset.FindOuter(Name) is ConfigScalar { Text: var text } ? text.Trim() + " " : "";
        return own.Text.StartsWith(outer, StringComparison.Ordinal) && own.Text[outer.Length..].Split(Separator(subset, project)) is [var word, ""]
            && word.Trim().Length > 0 ? word.Trim() : null;
    }

    /// <summary>The prefix that all pictures have, as the subset sees it.</summary>
    public static ConfigNode? Prefix(DatasetSubset subset, ProjectInput project) =>
        Of(subset, project) is null ? subset.Find(Name) : subset.FindOuter(Name);

    private static string Name => CaptionOptions.CaptionPrefix.KohyaName!;

    private static string Separator(DatasetSubset subset, ProjectInput project) =>
        subset.Find(CaptionOptions.CaptionSeparator.KohyaName!) is ConfigScalar { Text.Length: > 0 } said ? said.Text
        : project.Writes(CaptionOptions.CaptionSeparator) ? project.Properties[CaptionOptions.CaptionSeparator.Name].Trim()
        : CaptionOptions.CaptionSeparator.KohyaDefault;
}
