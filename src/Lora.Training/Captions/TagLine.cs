namespace Lora.Training;

/// <summary>The tags of a caption's line, by what may become of them.</summary>
/// <param name="Front">Stay in front.</param>
/// <param name="Free">May change places, or be left out.</param>
/// <param name="End">Stay at the end.</param>
internal sealed record TagLine(string[] Front, string[] Free, string[] End)
{
    /// <summary>
    /// With a <paramref name="mark"/> in the line the tags before it are kept in front, those behind a second one at the end, and empty tags are left out; any
    /// further mark parts tags like a separator. Without one the first <paramref name="keepTokens"/> are kept, empty ones among them.
    /// </summary>
    /// <param name="line">Without line breaks.</param>
    /// <param name="separator">Between tags, not empty.</param>
    /// <param name="keepTokens">At least 0.</param>
    /// <param name="mark">kohya's <c>keep_tokens_separator</c>; empty: there is none.</param>
    public static TagLine Parse(string line, string separator, int keepTokens, string mark)
    {
        if (!HasMark(line, mark))
        {
            var tags = Tags(line.Trim(), separator);
            var kept = Math.Min(keepTokens, tags.Length);
            return new(tags[..kept], tags[kept..], []);
        }

        var parts = line.Split(mark, 3);
        string[] Written(int part) => part < parts.Length
            ? [.. Tags(parts[part].Replace(mark, separator, StringComparison.Ordinal), separator).Where(tag => tag.Length > 0)] : [];

        return new(Written(0), Written(1), Written(2));
    }

    public static bool HasMark(string line, string mark) => mark.Length > 0 && line.Contains(mark, StringComparison.Ordinal);

    /// <summary>One line again.</summary>
    public string Join(string separator) => string.Join(separator.TrimEnd() + " ", [.. Front, .. Free, .. End]);

    private static string[] Tags(string text, string separator) => Array.ConvertAll(text.Split(separator), tag => tag.Trim());
}
