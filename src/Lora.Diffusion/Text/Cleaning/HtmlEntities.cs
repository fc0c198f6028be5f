using System.Globalization;
using System.Text;

namespace Lora.Diffusion;

/// <summary>
/// HTML character references that end in a semicolon: the names of the HTML 5 standard, their upper-case forms where those mean nothing else
/// (<c>&amp;EACUTE;</c>), and numbers, with the standard's repairs (128 to 159 mean Windows-1252).
/// </summary>
internal static class HtmlEntities
{
    private const int LongestName = 24;
    private static readonly Lazy<Dictionary<string, string>> Names = new(ReadNames);

    /// <summary>Replaces every reference in a text; what is none stays as it is.</summary>
    public static string Decode(string text)
    {
        var start = text.IndexOf('&');
        if (start < 0)
        {
            return text;
        }

        var decoded = new StringBuilder(text, 0, start, text.Length);
        for (var i = start; i < text.Length;)
        {
            var end = text[i] == '&' ? EndOfReference(text, i) : -1;
            var replacement = end < 0 ? null : Lookup(text[(i + 1)..end]);
            decoded.Append(replacement ?? text[i].ToString());
            i = replacement is null ? i + 1 : end + 1;
        }
        return decoded.ToString();
    }

    /// <summary>Index of the semicolon when letters and digits (after an optional #) lead to one; else -1.</summary>
    private static int EndOfReference(string text, int ampersand)
    {
        var first = ampersand + 1 < text.Length && text[ampersand + 1] == '#' ? ampersand + 2 : ampersand + 1;
        var i = first;
        while (i < text.Length && i - first < LongestName && char.IsAsciiLetterOrDigit(text[i]))
        {
            i++;
        }

        return i > first && i < text.Length && text[i] == ';' ? i : -1;
    }

    private static string? Lookup(string name) =>
        name[0] == '#' ? FromNumber(name.AsSpan(1)) : Names.Value.GetValueOrDefault(name);

    private static string? FromNumber(ReadOnlySpan<char> digits)
    {
        var hex = digits[0] is 'x' or 'X';
        if (hex)
        {
            digits = digits[1..];
        }

        if (digits.Length == 0 || !(hex ? AllHex(digits) : AllDecimal(digits)))
        {
            return null;
        }

        digits = digits.TrimStart('0');
        var code = digits.Length == 0 ? 0
            : digits.Length > 7 ? int.MaxValue
            : int.Parse(digits, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture);
        if (code == ';')
        {
            return null; // decoding it would leave a semicolon, by which an unfinished reference is known
        }

        if (code is 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF))
        {
            return "\uFFFD";
        }

        if (code is >= 0x80 and <= 0x9F)
        {
            return SingleByteText.Windows1252((byte)code).ToString();
        }

        var invalid = code is < 9 or 0xB or (>= 0xE and <= 0x1F) or 0x7F or (>= 0xFDD0 and <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
        return invalid ? "" : char.ConvertFromUtf32(code);
    }

    private static bool AllHex(ReadOnlySpan<char> digits)
    {
        foreach (var c in digits)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }
        return true;
    }

    private static bool AllDecimal(ReadOnlySpan<char> digits) => !digits.ContainsAnyExceptInRange('0', '9');

    private static string FromHex(string digits) =>
        char.ConvertFromUtf32(int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    private static Dictionary<string, string> ReadNames()
    {
        using var stream = typeof(HtmlEntities).Assembly.GetManifestResourceStream("html-entities.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            names.Add(parts[0], string.Concat(parts[1..].Select(FromHex)));
        }
        return names;
    }
}
