namespace Lora.Imaging.Drawing;

/// <summary>An opaque sRGB colour.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    public static Rgb Ink => new(32, 32, 36);
    public static Rgb Paper => new(248, 248, 250);
}
