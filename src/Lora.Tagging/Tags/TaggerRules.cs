using Lora.Vocabulary;

namespace Lora.Tagging;

/// <summary>
/// Probabilities to the tags of a caption, by the options of kohya's tag_images_by_wd14_tagger.py. Its faults are mended: a CSV of tags with characters works,
/// replacements count, and the tags that always come first are trimmed and stay in their order.
/// </summary>
/// <param name="vocabulary">The tagger's outputs.</param>
/// <param name="values">A project's options.</param>
public sealed class TaggerRules(IReadOnlyList<TagEntry> vocabulary, OptionValues values)
{
    private readonly string _separator = values.Get(CaptionOptions.CaptionSeparator);
    private readonly string[][] _names = [.. vocabulary.Select(entry => Names(entry, values))];
    private readonly HashSet<string> _undesired = [.. Split(values.Get(TaggerOptions.UndesiredTags), values.Get(CaptionOptions.CaptionSeparator))];

    /// <summary>The tags of one picture.</summary>
    /// <param name="probabilities">One for each entry of the vocabulary.</param>
    public IReadOnlyList<string> Tags(ReadOnlySpan<float> probabilities)
    {
        float[] all = [.. probabilities];
        int[] taken = [.. Enumerable.Range(0, vocabulary.Count).Where(i => all[i] >= Threshold(vocabulary[i].Category) && Wanted(i).Any())];
        if (values.Get(TaggerOptions.MaxTags) is > 0 and var most && taken.Length > most)
        {
            taken = [.. taken.OrderByDescending(i => all[i]).Take(most).Order()];
        }

        var ordered = values.Get(TaggerOptions.TagsByScore) ? taken.OrderByDescending(i => all[i]) : taken.AsEnumerable();
        if (values.Get(TaggerOptions.CharacterTagsFirst))
        {
            int[] characters = [.. taken.Where(i => vocabulary[i].Category == TagCategory.Character).OrderByDescending(i => all[i])];
            ordered = [.. characters, .. ordered.Except(characters)];
        }

        string[] tags = [.. ordered.SelectMany(Wanted)];
        var rating = Enumerable.Range(0, vocabulary.Count).Where(i => vocabulary[i].Category == TagCategory.Rating).OrderByDescending(i => all[i]).Take(1)
            .SelectMany(Wanted);
        tags = values.Get(TaggerOptions.UseRatingTags) ? [.. rating, .. tags] : values.Get(TaggerOptions.UseRatingTagsAsLastTag) ? [.. tags, .. rating] : tags;
        string[] first = [.. Split(values.Get(TaggerOptions.AlwaysFirstTags), _separator).Where(tags.Contains)];
        return [.. first.Concat(tags).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Tags as a caption.</summary>
    public string Join(IEnumerable<string> tags) => string.Join($"{_separator} ", tags);

    /// <summary>The tags of a caption that is there, and those that it lacks.</summary>
    public string Append(string caption, IEnumerable<string> tags) => Join(Split(caption, _separator).Concat(tags).Distinct(StringComparer.Ordinal));

    private IEnumerable<string> Wanted(int entry) => _names[entry].Where(name => !_undesired.Contains(name));

    private double Threshold(TagCategory category) => category switch
    {
        TagCategory.General => values.Get(TaggerOptions.GeneralThreshold),
        TagCategory.Character => values.Get(TaggerOptions.CharacterThreshold),
        _ => double.PositiveInfinity,
    };

    private static IEnumerable<string> Split(string text, string separator) =>
        text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // in kohya's order: expand, remove underscores, replace
    private static string[] Names(TagEntry entry, OptionValues values)
    {
        var names = values.Get(TaggerOptions.CharacterTagExpand) && entry.Category == TagCategory.Character ? Expand(entry.Name) : [entry.Name];
        if (values.Get(TaggerOptions.RemoveUnderscore))
        {
            // o_o, >_< and alike are faces
            names = Array.ConvertAll(names, name => name.Length > 3 ? name.Replace('_', ' ') : name);
        }

        return Array.ConvertAll(names, name => values.Get(TaggerOptions.TagReplacement).Aggregate(name, (text, pair) => text == pair.Old ? pair.New : text));
    }

    // of name_(costume)_(series) the last bracket is the series
    private static string[] Expand(string tag) => tag.EndsWith(')') && tag.LastIndexOf('(') is > 0 and var open
        ? [tag[..open].TrimEnd('_'), tag[(open + 1)..].Replace(")", "", StringComparison.Ordinal)] : [tag];
}
