using System.Text;

namespace Lora.Imaging.Drawing;

/// <summary>
/// The built-in typeface: printable ASCII in 5 x 7 dots, one row more for descenders; any other character is a box. Needs no font on the machine,
/// so that a labelled picture is the same everywhere.
/// </summary>
internal static class BitmapFont
{
    /// <summary>Dots from one character to the next, and from one line to the next.</summary>
    public const int Advance = 6, LineHeight = 10, GlyphWidth = 5, GlyphHeight = 8;

    private const ulong Box = 0x7F4141417F;

    /// <summary>From space to ~: five columns of two hex digits, the lowest bit on top.</summary>
    private static readonly ulong[] Glyphs = Parse(
        "0000000000 00005F0000 0007000700 147F147F14 242A7F2A12 2313086462 3649552250 0000070000 001C224100 0041221C00 14083E0814 08083E0808 " +
        "00A0600000 0808080808 0060600000 2010080402 3E5149453E 00427F4000 4261514946 2141454B31 1814127F10 2745454539 3C4A494930 0171090503 " +
        "3649494936 064949291E 0036360000 00B6760000 0814224100 1414141414 0041221408 0201510906 324979413E 7E1111117E 7F49494936 3E41414122 " +
        "7F4141221C 7F49494941 7F09090901 3E4149497A 7F0808087F 00417F4100 2040413F01 7F08142241 7F40404040 7F020C027F 7F0408107F 3E4141413E " +
        "7F09090906 3E4151215E 7F09192946 4649494931 01017F0101 3F4040403F 1F2040201F 3F4038403F 6314081463 0708700807 6151494543 007F414100 " +
        "0204081020 0041417F00 0402010204 8080808080 0001020400 2054545478 7F48444438 3844444420 384444487F 3854545418 087E090102 18A4A4A47C " +
        "7F08040478 00447D4000 4080847D00 7F10284400 00417F4000 7C04180478 7C08040478 3844444438 FC24242418 18242428FC 7C08040408 4854545420 " +
        "043F444020 3C4040207C 1C2040201C 3C4030403C 4428102844 1CA0A0A07C 4464544C44 0008364100 00007F0000 0041360800 1008081008");

    /// <summary>Whether a dot of a character is set; x 0..4, y 0..7.</summary>
    public static bool IsSet(Rune character, int x, int y)
    {
        var glyph = character.Value is >= ' ' and <= '~' ? Glyphs[character.Value - ' '] : Box;
        return (glyph >> ((GlyphWidth - 1 - x) * 8 + y) & 1) != 0;
    }

    private static ulong[] Parse(string table) => [.. table.Split(' ').Select(hex => Convert.ToUInt64(hex, 16))];
}
