using System.Text.RegularExpressions;
using Lora.Vocabulary;

namespace Lora.Dataset;

/// <summary>How tags stand in the lines of a project's captions.</summary>
/// <param name="Separator">Between two tags, not empty.</param>
/// <param name="Mark">kohya's <c>keep_tokens_separator</c>, which parts tags too; empty: there is none.</param>
/// <param name="Wildcards">What stands in braces is one tag, whatever is in it: <c>{red hat, boots|cap}</c>.</param>
public sealed partial record TagForm(string Separator = ",", string Mark = "", bool Wildcards = false)
{
    // more words than a tag of Danbooru has, and more than a caption of one tag alone
    private const int WordsOfATag = 8;
    private const int WordsOfOneTag = 5;

    /// <summary>As the options say.</summary>
    public static TagForm Of(OptionValues values) => new(
        values.Get(CaptionOptions.CaptionSeparator), values.Get(CaptionOptions.KeepTokensSeparator), values.Get(CaptionOptions.EnableWildcard));

    /// <summary>The tags of a line in their order, empty ones left out; none in a sentence.</summary>
    public IReadOnlyList<string> TagsOf(string line) => IsProse(line) ? [] : [.. TagParts.Parse(line, this).All];

    /// <summary>
    /// True for sentences: one ends there (a word of two letters or more and a full stop, question or exclamation mark at the end of the line, or of four
    /// letters within it), or what stands between two separators has more words than any tag (more than 8, or more than 5 in a line without separator).
    /// </summary>
    public bool IsProse(string line)
    {
        if (Sentence().IsMatch(line))
        {
            return true;
        }

        var tags = TagParts.Parse(line, this).All.ToList();
        var most = tags.Count == 1 ? WordsOfOneTag : WordsOfATag;
        return tags.Any(tag => !IsWildcard(tag) && tag.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > most);
    }

    /// <summary>The tags that a rule names.</summary>
    internal IReadOnlyList<string> Split(string list) => [.. TagParts.Parse(list, this with { Mark = "" }).All.Distinct(StringComparer.Ordinal)];

    private bool IsWildcard(string tag) => Wildcards && tag.Contains('{', StringComparison.Ordinal);

    [GeneratedRegex(@"\p{L}{2}[.!?][""')]*\s*$|\p{L}{4}[.!?][""')]*\s+\S|[。！？]")]
    private static partial Regex Sentence();
}
