using System.Globalization;
using Lora.Imaging;

namespace Lora.Dataset;

/// <summary>The Resize stage's pixels: upright, without alpha, resampled to cover the bucket (Lanczos), cropped to its centre.</summary>
public static class ImagePreparation
{
    /// <summary>Algorithm version for stage keys, beside the codec's name.</summary>
    public const string Version = "prepare-2/" + Resizer.Version;

    /// <summary>A picture's bucket, which its size alone decides: what <see cref="Prepare"/> will do, without the pixels.</summary>
    /// <exception cref="ImageFormatException">The picture is too small for any bucket, or one of several frames.</exception>
    public static BucketChoice Place(ImageInfo source, BucketTable buckets, bool noUpscale = false)
    {
        if (source.Frames > 1)
        {
            throw new ImageFormatException(ImageProblem.SeveralFrames, Invariant($"It is a {source.Format} file of {source.Frames} frames, not one picture."));
        }

        return buckets.Select(source.Width, source.Height, noUpscale) is { IsUsable: true } choice
            ? choice
            : throw new ImageFormatException(ImageProblem.TooSmall, Invariant(
                $"It is too small for a bucket ({source.Width} x {source.Height}), and BucketNoUpscale forbids to enlarge it."));
    }

    /// <param name="background">See <see cref="DecodedImage.Opaque"/>.</param>
    /// <exception cref="ImageFormatException">As <see cref="Place"/>.</exception>
    public static Rgb24Image Prepare(DecodedImage source, BucketTable buckets, bool noUpscale = false, Rgb? background = null)
    {
        var choice = Place(source.Info, buckets, noUpscale);
        return Resizer.Lanczos(source.Opaque(background), choice.ResizedWidth, choice.ResizedHeight)
            .Crop(choice.CropLeft, choice.CropTop, choice.BucketWidth, choice.BucketHeight);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
