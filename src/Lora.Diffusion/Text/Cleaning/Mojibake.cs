using System.Text;

namespace Lora.Diffusion;

/// <summary>
/// Repairs text that was UTF-8 and was read as Latin-1 or Windows-1252, as ftfy does (the tokenizer's reference cleans with it): the whole text when it can be
/// decoded, else the parts of it that can; left-over C1 control characters become what Windows-1252 has there. Other encodings are left alone.
/// </summary>
internal static class Mojibake
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Repairs until nothing changes: text may have been damaged more than once.</summary>
    public static string Repair(string text)
    {
        while (true)
        {
            var repaired = RepairOnce(text);
            if (repaired == text)
            {
                return text;
            }

            text = repaired;
        }
    }

    private static string RepairOnce(string text)
    {
        if (Ascii.IsValid(text) || !MojibakeSigns.In(text))
        {
            return text;
        }

        var latin1 = SingleByteText.AsLatin1(text);
        if (latin1 is not null && TryDecode(latin1, false) is { } fromLatin1)
        {
            return fromLatin1;
        }

        if (SingleByteText.AsWindows1252(text) is { } windows && TryDecode(windows, true) is { } fromWindows)
        {
            return fromWindows;
        }

        var parts = RepairParts(text);
        return parts != text ? parts : ControlsToWindows1252(text);
    }

    /// <summary>C1 control characters as Windows-1252 has them, as a web browser reads them.</summary>
    public static string ControlsToWindows1252(string text) =>
        text.AsSpan().ContainsAnyInRange('\u0080', '\u009F')
            ? string.Create(text.Length, text, (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = source[i] is >= '\u0080' and <= '\u009F' ? SingleByteText.Windows1252((byte)source[i]) : source[i];
                }
            })
            : text;

    private static string? TryDecode(byte[] bytes, bool lenient)
    {
        bytes = RestoreNoBreakSpaces(bytes);
        if (lenient)
        {
            bytes = ReplaceLost(bytes);
        }

        if (Array.IndexOf(bytes, (byte)0xED) >= 0 || Array.IndexOf(bytes, (byte)0xC0) >= 0)
        {
            bytes = FromVariants(bytes);
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>A no-break space within a UTF-8 sequence may have been turned into a plain one: puts 0xA0 back where a likely character comes of it.</summary>
    private static byte[] RestoreNoBreakSpaces(byte[] bytes)
    {
        var result = new List<byte>(bytes.Length);
        for (var i = 0; i < bytes.Length;)
        {
            if (bytes[i] == 0xC3 && At(bytes, i + 1) == ' ' && !WordFollows(bytes.AsSpan(i + 2)))
            {
                // "à" as a word of its own: its second byte was lost in the space that follows it, which stays
                result.AddRange([0xC3, 0xA0, (byte)' ']);
                i += 2;
                continue;
            }
            var length = AlteredLength(bytes, i);
            for (var end = i + Math.Max(length, 1); i < end; i++)
            {
                result.Add(length > 0 && bytes[i] == ' ' ? (byte)0xA0 : bytes[i]);
            }
        }
        return [.. result];
    }

    /// <summary>Portuguese words that begin with "à", and a second space: there the space was part of the letter alone.</summary>
    private static bool WordFollows(ReadOnlySpan<byte> rest) =>
        rest.StartsWith(" "u8) || rest.StartsWith("quele"u8) || rest.StartsWith("quela"u8) || rest.StartsWith("quilo"u8) || rest.StartsWith("s "u8);

    /// <summary>Length of a UTF-8 sequence in which one space stands for 0xA0, or 0.</summary>
    private static int AlteredLength(byte[] bytes, int i)
    {
        int lead = bytes[i], second = At(bytes, i + 1), third = At(bytes, i + 2), fourth = At(bytes, i + 3);
        if (lead is 0xC2 or 0xC3 or 0xC5 or 0xCE or 0xD0 or 0xD9)
        {
            return second == ' ' ? 2 : 0;
        }

        if (lead is >= 0xE0 and <= 0xE3)
        {
            return (lead >= 0xE2 && second == ' ' && IsLikely(third)) || (IsLikely(second) && third == ' ') ? 3 : 0;
        }

        if (lead != 0xF0)
        {
            return 0;
        }

        var spaces = (second == ' ' ? 1 : 0) + (third == ' ' ? 1 : 0) + (fourth == ' ' ? 1 : 0);
        var continuations = (IsContinuation(second) ? 1 : 0) + (IsContinuation(third) ? 1 : 0) + (IsContinuation(fourth) ? 1 : 0);
        return spaces == 1 && continuations == 2 ? 4 : 0;
    }

    private static bool IsLikely(int value) => IsContinuation(value) && value is not 0x85 and not 0xA0;

    private static bool IsContinuation(int value) => value is >= 0x80 and <= 0xBF;

    private static int At(byte[] bytes, int i) => i < bytes.Length ? bytes[i] : -1;

    /// <summary>UTF-8 sequences some of whose bytes are lost become U+FFFD; a question mark may stand for one lost byte.</summary>
    private static byte[] ReplaceLost(byte[] bytes)
    {
        var result = new List<byte>(bytes.Length);
        for (var i = 0; i < bytes.Length;)
        {
            var length = LostLength(bytes, i);
            if (length == 0)
            {
                result.Add(bytes[i++]);
                continue;
            }
            result.AddRange("\uFFFD"u8);
            i += length;
        }
        return [.. result];
    }

    private static int LostLength(byte[] bytes, int i)
    {
        int lead = bytes[i];
        if (lead == SingleByteText.Lost)
        {
            return 1;
        }

        var length = lead switch { >= 0xC2 and <= 0xDF => 2, >= 0xE0 and <= 0xEF => 3, >= 0xF0 and <= 0xF4 => 4, _ => 0 };
        int lost = 0, marks = 0;
        for (var k = 1; k < length; k++)
        {
            var value = At(bytes, i + k);
            if (value == SingleByteText.Lost)
            {
                lost++;
            }
            else if (value == '?' && (length > 2 || lead <= 0xC3))
            {
                marks++;
            }
            else if (!IsContinuation(value))
            {
                return 0;
            }
        }
        return lost + marks > 0 && marks <= 1 ? length : 0;
    }

    /// <summary>CESU-8 (a surrogate pair as two sequences of three bytes) and Java's two-byte zero, rewritten as UTF-8.</summary>
    private static byte[] FromVariants(byte[] bytes)
    {
        var result = new List<byte>(bytes.Length);
        Span<byte> four = stackalloc byte[4];
        for (var i = 0; i < bytes.Length;)
        {
            if (bytes[i] == 0xC0 && At(bytes, i + 1) == 0x80)
            {
                result.Add(0);
                i += 2;
            }
            else if (bytes[i] == 0xED && At(bytes, i + 1) is >= 0xA0 and <= 0xAF && IsContinuation(At(bytes, i + 2))
                && At(bytes, i + 3) == 0xED && At(bytes, i + 4) is >= 0xB0 and <= 0xBF && IsContinuation(At(bytes, i + 5)))
            {
                int high = ((bytes[i + 1] & 0x0F) << 6) | (bytes[i + 2] & 0x3F), low = ((bytes[i + 4] & 0x0F) << 6) | (bytes[i + 5] & 0x3F);
                var written = new Rune(0x10000 + (high << 10) + low).EncodeToUtf8(four);
                result.AddRange(four[..written]);
                i += 6;
            }
            else
            {
                result.Add(bytes[i++]);
            }
        }
        return [.. result];
    }

    /// <summary>Repairs the runs of characters that look like UTF-8 sequences, each for itself.</summary>
    private static string RepairParts(string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var end = i;
            if (i == 0 || !IsStrictContinuation(text[i - 1]))
            {
                for (int length; (length = SequenceLength(text, end)) > 0;)
                {
                    end += length;
                }
            }
            if (end == i)
            {
                result.Append(text[i++]);
                continue;
            }
            var run = text[i..end];
            result.Append(run.Length < text.Length && MojibakeSigns.In(run) ? Repair(run) : run);
            i = end;
        }
        return result.ToString();
    }

    private static int SequenceLength(string text, int i)
    {
        if (i >= text.Length)
        {
            return 0;
        }

        var length = text[i] switch { >= '\u00C2' and <= '\u00DF' => 2, >= '\u00E0' and <= '\u00EF' => 3, '\u00F0' or '\u00F3' => 4, _ => 0 };
        if (length == 0 || i + length > text.Length)
        {
            return 0;
        }

        for (var k = 1; k < length; k++)
        {
            var c = text[i + k];
            if (c != ' ' && !IsContinuation(SingleByteText.ToWindows1252(c)) && c is not (>= '\u0080' and <= '\u009F'))
            {
                return 0;
            }
        }
        return length;
    }

    /// <summary>A continuation that hardly stands for itself: no dash, bullet, quotation mark or ellipsis.</summary>
    private static bool IsStrictContinuation(char c) =>
        c is >= '\u0080' and <= '\u00BF' || (IsContinuation(SingleByteText.ToWindows1252(c)) && !"–—‘’‚“”„•…".Contains(c));
}
