using System.Text;

namespace Lora.Project;

/// <summary>
/// Text that quotes what others wrote, as a line that is safe to show: a name in somebody's file may be a megabyte long, move a terminal's cursor, turn the
/// direction of what stands behind it, or begin a line of its own that looks like another error.
/// </summary>
internal static class ShownText
{
    /// <summary>Longer than any sentence, with the names that some of them list.</summary>
    internal const int Longest = 4_000;

    // what a message ends with says what to do
    private const int End = 800;
    private const char Unseen = '\uFFFD';

    /// <summary>The same text where nothing is wrong with it.</summary>
    public static string Of(string text)
    {
        var shown = text.Length <= Longest ? text : $"{Cut(text[..(Longest - End - 3)])}...{text[^End..]}";
        return shown.Any(NeedsSigns) ? Signs(shown) : shown;
    }

    // half a character is none
    private static string Cut(string text) => char.IsHighSurrogate(text[^1]) ? text[..^1] : text;

    private static string Signs(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            shown.Append(!NeedsSigns(letter) ? letter : char.IsWhiteSpace(letter) ? ' ' : Unseen);
        }

        return shown.ToString();
    }

    // line ends, escapes, and the marks that turn the direction of a text
    private static bool NeedsSigns(char letter) => letter is < ' ' or >= '\u007f'
        && (char.IsControl(letter) || letter is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
}
