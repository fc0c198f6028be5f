using System.Globalization;

namespace Lora.Imaging;

/// <summary>What a decoder refuses before it allocates anything.</summary>
internal static class ImageLimits
{
    /// <summary>Pixels of one picture: a 12,000 x 8,000 photograph passes.</summary>
    public const long MaxPixels = 100_000_000;

    public static void Check(long width, long height)
    {
        if (width <= 0 || height <= 0)
        {
            throw ImageFormatException.Damaged(Invariant($"The header says {width} x {height} pixels, which is no picture."));
        }

        if (width > MaxPixels || height > MaxPixels || width * height > MaxPixels)
        {
            throw new ImageFormatException(
                ImageProblem.TooLarge, Invariant($"The header says {width} x {height} pixels; at most {MaxPixels} are accepted."));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
