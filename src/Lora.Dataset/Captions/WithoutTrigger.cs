using System.Text.RegularExpressions;

namespace Lora.Dataset;

/// <summary>Takes the trigger word out of a caption: what the base model, which does not know the word, is to draw.</summary>
public static partial class WithoutTrigger
{
    /// <param name="caption">One line of tags, or prose.</param>
    /// <param name="trigger">Empty leaves the caption as it is. Compared as it is written, letter case included.</param>
    /// <param name="separator">Between tags.</param>
    /// <returns>Without the tag that is the trigger, and without the word where it stands in a longer tag or a sentence.</returns>
    public static string Apply(string caption, string trigger, string separator = ",")
    {
        if (trigger.Length == 0 || !caption.Contains(trigger, StringComparison.Ordinal))
        {
            return caption;
        }

        // no letter and no digit beside it: a longer word that begins with it is another one
        var word = new Regex(@$"(?<![\p{{L}}\p{{Nd}}_]){Regex.Escape(trigger)}(?![\p{{L}}\p{{Nd}}_])");
        var parts = caption.Split(separator).Select(part => (Before: part.Trim(), After: word.Replace(part, "").Trim()))
            .Where(part => part.After.Length > 0 || part.Before.Length == 0).Select(part => Blanks().Replace(part.After, " "));
        return string.Join(separator.TrimEnd() + " ", parts);
    }

    [GeneratedRegex(@"[ \t]{2,}")]
    private static partial Regex Blanks();
}
