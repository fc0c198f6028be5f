namespace Lora.Dataset;

/// <summary>
/// How a caption spells tags that Danbooru writes as <c>fox_girl_(series)</c>: with spaces or underscores, parentheses with or without a backslash.
/// </summary>
internal sealed record TagSpelling(bool Underscores, bool Escapes)
{
    // as in kohya's tagger: an emoticon keeps its underscores
    private const int LongestEmoticon = 3;

    public static TagSpelling Of(IEnumerable<string> tags)
    {
        var (underscores, escapes) = (false, false);
        foreach (var tag in tags)
        {
            underscores |= tag.Length > LongestEmoticon && tag.Contains('_', StringComparison.Ordinal);
            escapes |= tag.Contains("\\(", StringComparison.Ordinal);
        }

        return new(underscores, escapes);
    }

    /// <summary>What two spellings of one tag have in common.</summary>
    public static string Common(string tag)
    {
        var text = tag.Contains('\\', StringComparison.Ordinal)
            ? tag.Replace("\\(", "(", StringComparison.Ordinal).Replace("\\)", ")", StringComparison.Ordinal) : tag;
        return text.Length > LongestEmoticon ? text.Replace('_', ' ') : text;
    }

    /// <summary>A tag of Danbooru in this spelling.</summary>
    public string Spell(string tag)
    {
        var text = tag.Length <= LongestEmoticon ? tag : Underscores ? tag.Replace(' ', '_') : tag.Replace('_', ' ');
        return Escapes ? text.Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal) : text;
    }
}
