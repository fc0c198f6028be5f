using System.Globalization;

namespace Lora.Imaging;

/// <summary>An opaque sRGB colour.</summary>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    internal static Rgb Ink => new(32, 32, 36);
    internal static Rgb Paper => new(248, 248, 250);

    /// <summary>The colour of <c>#rrggbb</c>; null for any other text, as the word for none.</summary>
    public static Rgb? Parse(string text) =>
        text is ['#', ..] && text.Length == 7 && uint.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new((byte)(value >> 16), (byte)(value >> 8), (byte)value) : null;
}
