using System.Globalization;
using System.Text;

namespace Lora.Diffusion;

/// <summary>
/// Lower case by Unicode's full mapping, as Python's <c>str.lower</c>: the same in every culture; İ becomes i and a dot above, a sigma at the end of
/// a word becomes ς.
/// </summary>
internal static class LowerCase
{
    public static string Of(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < runes.Length; i++)
        {
            if (runes[i].Value == 'İ')
            {
                result.Append("i\u0307");
            }
            else if (runes[i].Value == 'Σ')
            {
                result.Append(EndsWord(runes, i) ? 'ς' : 'σ');
            }
            else
            {
                result.Append(Rune.ToLowerInvariant(runes[i]).ToString());
            }
        }
        return result.ToString();
    }

    /// <summary>A cased letter comes before and none after; marks and the like between do not count.</summary>
    private static bool EndsWord(Rune[] runes, int sigma)
    {
        int before = sigma - 1, after = sigma + 1;
        while (before >= 0 && IsIgnorable(runes[before]))
        {
            before--;
        }

        while (after < runes.Length && IsIgnorable(runes[after]))
        {
            after++;
        }

        return before >= 0 && IsCased(runes[before]) && !(after < runes.Length && IsCased(runes[after]));
    }

    /// <summary>Letters with case, and the few characters beyond them that Unicode calls upper or lower case (ª, Roman numerals, letters in circles).</summary>
    private static bool IsCased(Rune rune) =>
        rune.Value is 'ª' or 'º' or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsIgnorable(Rune rune) =>
        rune.Value is '\'' or '.' or ':' or '·' or '՟' or '״' or '‘' or '’' or '․' or '‧' or '︓' or '﹒' or '﹕' or '＇' or '．' or '：'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
