namespace Lora.Dataset;

/// <summary>
/// Two colours of one thing that a subject has once: <c>blue eyes, red eyes</c>. Not where there are several subjects, nor where a tag says that the thing has
/// several colours.
/// </summary>
public static class ColourContradictions
{
    private static readonly string[] Things = ["eyes", "hair", "pupils", "skin"];

    // words of the same colour stand together
    private static readonly string[][] Colours =
    [
        ["aqua", "cyan", "turquoise"], ["black"], ["blonde", "blond", "yellow", "golden"], ["blue"], ["brown"], ["green"], ["grey", "gray", "silver"],
        ["orange"], ["pink"], ["purple", "violet"], ["red"], ["white"],
    ];

    private static readonly string[] SeveralColours =
        ["heterochromia", "multicolored", "multicoloured", "two-tone", "gradient", "streaked", "colored inner", "coloured inner", "rainbow", "split-color"];

    private static readonly string[] OneSubject = ["1girl", "1boy", "1other"];
    private static readonly string[] SeveralSubjects = ["multiple ", "couple", "group", "everyone", "crowd"];

    /// <summary>The tags that contradict each other, a list a thing.</summary>
    /// <param name="tags">Of one picture.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Find(IReadOnlyList<string> tags)
    {
        string[] words = [.. tags.Select(tag => tag.Replace('_', ' ').ToLowerInvariant())];
        if (HasSeveralSubjects(words) || words.Any(word => SeveralColours.Any(several => word.Contains(several, StringComparison.Ordinal))))
        {
            return [];
        }

        return [.. Things.Select(thing => tags.Select((tag, i) => (Tag: tag, Colour: ColourOf(words[i], thing))).Where(pair => pair.Colour >= 0).ToArray())
            .Where(all => all.DistinctBy(pair => pair.Colour).Count() > 1)
            .Select(all => all.Select(pair => pair.Tag).Distinct(StringComparer.Ordinal).ToArray())];
    }

    private static int ColourOf(string tag, string thing) => tag.Length > thing.Length + 1 && tag.EndsWith(" " + thing, StringComparison.Ordinal)
        ? Array.FindIndex(Colours, names => names.Contains(tag[..^(thing.Length + 1)], StringComparer.Ordinal)) : -1;

    // 2girls, 6+boys; 1girl and 1boy together
    private static bool HasSeveralSubjects(string[] tags) => tags.Count(OneSubject.Contains) > 1
        || tags.Any(tag => (tag.Length > 1 && tag[0] is >= '2' and <= '9' && (char.IsLetter(tag[1]) || tag[1] == '+'))
            || SeveralSubjects.Any(several => tag.StartsWith(several, StringComparison.Ordinal)));
}
