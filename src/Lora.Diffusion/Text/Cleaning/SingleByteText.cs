namespace Lora.Diffusion;

/// <summary>
/// Text that was decoded with a single-byte encoding, taken back to its bytes: Latin-1, or Windows-1252 in the lenient form that keeps its five unassigned
/// bytes as control characters and writes U+FFFD (a byte that was lost) as 0x1A.
/// </summary>
internal static class SingleByteText
{
    /// <summary>Stands for a byte that is lost.</summary>
    public const byte Lost = 0x1A;

    // what Windows-1252 has at 0x80 to 0x9F; unassigned bytes stand for themselves
    private const string High = "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
        + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    /// <summary>The character of a byte in (lenient) Windows-1252.</summary>
    public static char Windows1252(byte value) => value is >= 0x80 and <= 0x9F ? High[value - 0x80] : (char)value;

    /// <summary>The byte of a character in (lenient) Windows-1252, or -1 when it has none.</summary>
    public static int ToWindows1252(char c)
    {
        if (c < 0x80 || c is >= '\u00A0' and <= '\u00FF')
        {
            return c == Lost ? -1 : c;
        }

        if (c == '\uFFFD')
        {
            return Lost;
        }

        var index = High.IndexOf(c, StringComparison.Ordinal);
        return index < 0 ? -1 : 0x80 + index;
    }

    /// <summary>The text as Latin-1, or null when a character is beyond it.</summary>
    public static byte[]? AsLatin1(string text) => Encode(text, c => c <= 0xFF ? c : -1);

    /// <summary>The text as (lenient) Windows-1252, or null when a character is not in it.</summary>
    public static byte[]? AsWindows1252(string text) => Encode(text, ToWindows1252);

    private static byte[]? Encode(string text, Func<char, int> map)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = map(text[i]);
            if (value < 0)
            {
                return null;
            }

            bytes[i] = (byte)value;
        }
        return bytes;
    }
}
