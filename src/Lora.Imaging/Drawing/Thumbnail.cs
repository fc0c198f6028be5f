using Lora.Imaging.Jpeg;

namespace Lora.Imaging;

/// <summary>A small JPEG file of a picture, for people to look at.</summary>
public static class Thumbnail
{
    /// <summary>Algorithm version for entry keys: another number means that bytes may differ.</summary>
    public const int Version = 1;

    /// <summary>The longest side, in pixels; a smaller picture keeps its size.</summary>
    public const int Side = 192;

    private const int Quality = 80;

    public static byte[] Of(Rgb24Image picture)
    {
        // the means of squares as far as they go, then Lanczos: cheap, and good enough to look at
        var longest = Math.Max(picture.Width, picture.Height);
        var reduced = BoxReduction.Apply(picture, Math.Clamp(longest / Side, 1, Math.Min(BoxReduction.MaxFactor, Math.Min(picture.Width, picture.Height))));
        var scale = Math.Min(1, (double)Side / longest);
        return JpegEncoder.Encode(Resizer.Lanczos(reduced, Scaled(picture.Width, scale), Scaled(picture.Height, scale)), Quality);
    }

    private static int Scaled(int side, double scale) => Math.Max(1, (int)Math.Round(side * scale));
}
