namespace Lora.Dataset;

/// <summary>
/// Puts the trigger word in front of a caption, where <c>keep_tokens</c> holds it; a tag that is the trigger itself moves there from its place.
/// </summary>
public static class TriggerFirst
{
    /// <param name="caption">Tags separated by commas, or prose; empty gives the trigger alone.</param>
    /// <param name="trigger">Empty leaves the caption as it is. Compared as it is written, letter case included.</param>
    public static string Apply(string caption, string trigger)
    {
        if (trigger.Length == 0)
        {
            return caption;
        }

        var tags = caption.Split(',').Select(tag => tag.Trim()).ToList();
        if (tags[0] == trigger)
        {
            return caption;
        }

        if (!tags.Contains(trigger, StringComparer.Ordinal))
        {
            return caption.Length == 0 ? trigger : $"{trigger}, {caption}";
        }

        tags.RemoveAll(tag => tag == trigger);
        return string.Join(", ", tags.Prepend(trigger));
    }
}
