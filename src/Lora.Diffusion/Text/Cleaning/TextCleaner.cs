using System.Text;

namespace Lora.Diffusion;

/// <summary>
/// What CLIP's reference tokenizer does to a text before it looks for tokens: ftfy's repairs (entities, mojibake, ligatures, full and half width, quotes,
/// line breaks, surrogates, terminal escapes, control characters, NFC), white space to single spaces, lower case. The same in every culture.
/// </summary>
internal static class TextCleaner
{
    /// <summary>The cleaned text; empty when nothing is left.</summary>
    public static string Clean(string text) => LowerCase.Of(CollapseWhiteSpace(Fix(text)));

    /// <summary>
    /// ftfy's part, line by line. From the first line on that holds a <c>&lt;</c>, references such as <c>&amp;amp;</c> are left alone: it may be HTML.
    /// </summary>
    internal static string Fix(string text)
    {
        var result = new StringBuilder(text.Length);
        var decodeReferences = true;
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) + 1;
            var line = text[start..(end == 0 ? text.Length : end)];
            decodeReferences &= !line.Contains('<');
            result.Append(FixLine(line, decodeReferences));
            start += line.Length;
        }
        return result.ToString();
    }

    private static string FixLine(string line, bool decodeReferences)
    {
        while (true)
        {
            var before = line;
            if (decodeReferences)
            {
                line = HtmlEntities.Decode(line);
            }

            line = Mojibake.ControlsToWindows1252(Mojibake.Repair(line));
            line = ReplaceForms(line).Replace("\r\n", "\n", StringComparison.Ordinal);
            line = RemoveControls(RemoveTerminalEscapes(line));
            line = ToNfc(line);
            if (line == before)
            {
                return line;
            }
        }
    }

    /// <summary>One character to others: ligatures, widths, quotes, line breaks, lone surrogates.</summary>
    private static string ReplaceForms(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                result.Append(c).Append(text[++i]);
            }
            else if (char.IsSurrogate(c))
            {
                result.Append('\uFFFD');
            }
            else if (c == '\r')
            {
                result.Append(i + 1 < text.Length && text[i + 1] == '\n' ? '\r' : '\n');
            }
            else
            {
                result.Append(Form(c));
            }
        }
        return result.ToString();
    }

    private static string Form(char c) => c switch
    {
        'Ĳ' => "IJ",
        'ĳ' => "ij",
        'ŉ' => "'n",
        'Ǳ' => "DZ",
        'ǲ' => "Dz",
        'ǳ' => "dz",
        'Ǆ' => "DŽ",
        'ǅ' => "Dž",
        'ǆ' => "dž",
        'Ǉ' => "LJ",
        'ǈ' => "Lj",
        'ǉ' => "lj",
        'Ǌ' => "NJ",
        'ǋ' => "Nj",
        'ǌ' => "nj",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' => "ſt",
        'ﬆ' => "st",
        '\u3000' => " ",
        >= '\uFF01' and <= '\uFFEF' => c.ToString().Normalize(NormalizationForm.FormKC),
        '\u02BC' or (>= '\u2018' and <= '\u201B') => "'",
        >= '\u201C' and <= '\u201F' => "\"",
        '\u2028' or '\u2029' or '\u0085' => "\n",
        _ => c.ToString(),
    };

    /// <summary>"ESC [ numbers letter", with which programs colour a terminal.</summary>
    private static string RemoveTerminalEscapes(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\u001B' && i + 1 < text.Length && text[i + 1] == '[')
            {
                var end = i + 2;
                while (end < text.Length && (char.IsDigit(text[end]) || text[end] == ';'))
                {
                    end++;
                }

                if (end < text.Length && char.IsAsciiLetter(text[end]))
                {
                    i = end;
                    continue;
                }
            }
            result.Append(text[i]);
        }
        return result.ToString();
    }

    private static string RemoveControls(string text)
    {
        if (!text.Any(IsUnwanted))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!IsUnwanted(c))
            {
                result.Append(c);
            }
        }
        return result.ToString();
    }

    private static bool IsUnwanted(char c) =>
        c is < '\u0009' or '\u000B' or (>= '\u000E' and < '\u0020') or '\u007F' or (>= '\u206A' and <= '\u206F') or '\uFEFF' or (>= '\uFFF9' and <= '\uFFFC');

    private static string ToNfc(string text)
    {
        // .NET refuses U+FFFE, which is no character; it takes part in no composition
        if (!text.Contains('\uFFFE'))
        {
            return text.Normalize(NormalizationForm.FormC);
        }

        return string.Join('\uFFFE', text.Split('\uFFFE').Select(part => part.Normalize(NormalizationForm.FormC)));
    }

    private static string CollapseWhiteSpace(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                result.Append(c);
            }
            else if (result.Length > 0 && result[^1] != ' ')
            {
                result.Append(' ');
            }
        }
        return result.ToString().TrimEnd(' ');
    }
}
