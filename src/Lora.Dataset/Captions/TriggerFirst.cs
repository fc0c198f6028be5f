namespace Lora.Dataset;

/// <summary>
/// Puts the trigger word in front of a caption, where <c>keep_tokens</c> holds it; a tag that is the trigger itself moves there from its place.
/// </summary>
public static class TriggerFirst
{
    /// <param name="caption">One line of tags, or prose; empty gives the trigger alone.</param>
    /// <param name="trigger">Empty leaves the caption as it is. Compared as it is written, letter case included.</param>
    /// <param name="separator">Between tags.</param>
    /// <param name="mark">kohya's <c>keep_tokens_separator</c>, which parts tags too; empty: there is none.</param>
    public static string Apply(string caption, string trigger, string separator = ",", string mark = "")
    {
        if (trigger.Length == 0)
        {
            return caption;
        }

        var texts = mark.Length > 0 ? caption.Split(mark) : [caption];
        List<string>[] parts = [.. texts.Select(text => text.Split(separator).Select(tag => tag.Trim()).ToList())];
        if (parts[0][0] == trigger)
        {
            return caption;
        }

        var between = separator.TrimEnd() + " ";
        if (!parts.Any(part => part.Contains(trigger, StringComparer.Ordinal)))
        {
            return caption.Length == 0 ? trigger : trigger + between + caption;
        }

        foreach (var part in parts)
        {
            part.RemoveAll(tag => tag == trigger);
        }

        parts[0].Insert(0, trigger);
        return string.Join($" {mark} ", parts.Select(part => string.Join(between, part)));
    }
}
