using System.Text;
using System.Text.RegularExpressions;

namespace Lora.Fuzz;

/// <summary>What is wrong in texts: numbers out of all bounds, depth, length, what is no character, lines that are lost, doubled or in another order.</summary>
internal static partial class TextDamage
{
    private static readonly string[] Numbers =
    [
        "0", "-1", "-0", "1e400", "-1e400", "NaN", "0.1", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "1e-400",
        "99999999999999999999999999999999999999", "0x10", "1_000", "١٢",
    ];

    private static readonly string[] Pieces =
    [
        "\0", "\r", "\n", "\t", "\"", "'", "\\", "\u001b[31m", "\u202E", "\uFEFF", "%00", "$(HOME)", "{", "}", "[", "]", "<", ">",
        "&amp;", "&x;", ",", ";", ":", "=", "#",
        "../../../etc/passwd", "/etc/passwd", "C:\\x", "null", "true", "\\uD800", "\\u0000", "<!DOCTYPE x [<!ENTITY x \"y\">]>", "]]>", "\n[[x]]\n", "--",
    ];

    // what opens, and what closes it
    private static readonly (string Open, string Close)[] Nests =
        [("[", "]"), ("{\"a\":", "}"), ("<a>", "</a>"), ("(", ")"), ("a = [", "]"), ("{a=", "}"), ("a.", "")];

    // no text in any encoding that is read
    private static readonly byte[][] NoCharacters = [[0xC3], [0xFF, 0xFE], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0x80], [0xFE]];

    /// <summary>One damage.</summary>
    public static byte[] Of(byte[] file, byte[] other, Dice dice)
    {
        var text = Encoding.Latin1.GetString(file);
        switch (dice.Below(8))
        {
            case 0 when Digits().Matches(text) is { Count: > 0 } numbers:
                var number = dice.Of(numbers);
                return Latin(text[..number.Index] + Utf8(dice.Of(Numbers)) + text[(number.Index + number.Length)..]);
            case 1:
                return Latin(Into(text, Utf8(dice.Of(Pieces)), dice));
            case 2:
                return Latin(Into(text, Encoding.Latin1.GetString(dice.Of(NoCharacters)), dice));
            case 3:
                var (open, close) = dice.Of(Nests);
                var depth = dice.Of([20, 70, 600, 20_000]);
                var nest = string.Concat(Enumerable.Repeat(open, depth)) + (dice.OnceIn(2) ? "1" + string.Concat(Enumerable.Repeat(close, depth)) : "");
                return Latin(dice.OnceIn(2) ? nest : Into(text, nest, dice));
            case 4:
                var lines = text.Split('\n').ToList();
                var (line, place) = (dice.Of(lines), dice.Below(lines.Count));
                _ = dice.OnceIn(2) ? lines.Remove(line) : false;
                lines.Insert(Math.Min(place, lines.Count), dice.OnceIn(2) ? line : dice.Of(Encoding.Latin1.GetString(other).Split('\n')));
                return Latin(string.Join('\n', lines));
            case 5 when Words().Matches(text) is { Count: > 1 } words:
                var (one, with) = (dice.Of(words), dice.Of(words));
                return Latin(text[..one.Index] + with.Value + text[(one.Index + one.Length)..]);
            case 6:
                return Latin(Into(text, new string((char)dice.Of<int>(['a', ' ', '0', '"', '\\', ',', '\n']), dice.Of([300, 5_000, 200_000])), dice));
            default:
                return ByteDamage.Of(file, other, dice);
        }
    }

    private static string Into(string text, string piece, Dice dice)
    {
        var at = dice.Below(text.Length + 1);
        return text[..at] + piece + text[at..];
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")]
    private static partial Regex Digits();

    [GeneratedRegex(@"[\w.-]+")]
    private static partial Regex Words();
}
