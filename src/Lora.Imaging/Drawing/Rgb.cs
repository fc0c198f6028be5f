namespace Lora.Imaging.Drawing;

/// <summary>An opaque sRGB colour.</summary>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    public static Rgb White => new(255, 255, 255);
    public static Rgb Ink => new(32, 32, 36);
    public static Rgb Paper => new(248, 248, 250);
}
