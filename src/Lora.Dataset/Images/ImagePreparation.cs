using System.Globalization;
using Lora.Imaging;
using Lora.Vocabulary;

namespace Lora.Dataset;

/// <summary>The Resize stage's pixels: upright, without alpha, resampled to cover the bucket, cropped to its centre. Immutable.</summary>
public sealed record ImagePreparation(BucketTable Buckets)
{
    /// <summary>Algorithm version for stage keys, beside the codec's name.</summary>
    public const string Version = "prepare-3/" + Resizer.Version;

    private const int LeftOver = 2;

    /// <summary>What decides a picture's size.</summary>
    public ResizeMode Mode { get; init; }

    /// <summary>Pictures do not grow.</summary>
    public bool NoUpscale { get; init; }

    /// <summary>See <see cref="DecodedImage.Opaque"/>.</summary>
    public Rgb? Background { get; init; }

    /// <summary>A picture may be decoded smaller, where at least twice the pixels that it becomes are left along both sides.</summary>
    public bool ShrinkOnLoad { get; init; }

    /// <summary>Which part of the picture is trained; all of it is kept where that is another one in each draw.</summary>
    public PictureCrop Crop { get; init; } = new();

    public Interpolation Interpolation { get; init; } = InterpolationCatalog.Of(ResizeInterpolations.Auto);

    /// <summary>A picture's bucket, which its size alone decides: what <see cref="Prepare"/> will do, without the pixels.</summary>
    /// <exception cref="ImageFormatException">The picture is too small for any bucket, or one of several frames.</exception>
    public BucketChoice Place(ImageInfo source)
    {
        if (source.Frames > 1)
        {
            throw new ImageFormatException(ImageProblem.SeveralFrames, Invariant($"It is a {source.Format} file of {source.Frames} frames, not one picture."));
        }

        if (Buckets.Select(source.Width, source.Height, NoUpscale, Mode) is { IsUsable: true } choice)
        {
            return choice;
        }

        throw new ImageFormatException(ImageProblem.TooSmall, NoUpscale
            ? Invariant($"It is too small for a bucket ({source.Width} x {source.Height}), and BucketNoUpscale forbids to enlarge it.")
            : Invariant($"It is too narrow for a bucket ({source.Width} x {source.Height}): brought to its size, one side is less than BucketResoSteps."));
    }

    /// <summary>How many pixels <see cref="Prepare"/> needs of a picture; null: all of them. For <see cref="IImageCodec.Decode"/>.</summary>
    public ImageSize? Enough(ImageInfo source) =>
        ShrinkOnLoad && source.Frames == 1 && Buckets.Select(source.Width, source.Height, NoUpscale, Mode) is { IsUsable: true } choice
            ? Twice(Crop.IsCentred ? (choice.ResizedWidth, choice.ResizedHeight) : Crop.Kept(choice, source.Width, source.Height)) : null;

    /// <summary>From a decoded picture to the one that is trained on, or that draws are taken from.</summary>
    /// <param name="picture">The pixels.</param>
    /// <param name="source">Of the file, where the pixels are no longer its own.</param>
    /// <exception cref="ImageFormatException">As <see cref="Place"/>.</exception>
    public Rgb24Image Prepare(DecodedImage picture, ImageInfo? source = null) =>
        Fit(picture.Opaque(Background), Place(picture.Info), source ?? picture.Info);

    /// <summary>To the size of the choice, and cropped, where each draw is the same.</summary>
    public Rgb24Image Fit(Rgb24Image picture, BucketChoice choice, ImageInfo source)
    {
        if (Crop.IsCentred)
        {
            return Take(picture, choice, PictureCrop.Middle(choice));
        }

        var (width, height) = Crop.Kept(choice, source.Width, source.Height);
        return Resizer.Resize(picture, width, height, Interpolation);
    }

    /// <summary>One draw of a picture that was kept whole.</summary>
    public Rgb24Image Take(Rgb24Image picture, BucketChoice choice, CropPlace place) =>
        Resizer.Resize(picture, place.Width, place.Height, Interpolation).Crop(place.Left, place.Top, choice.BucketWidth, choice.BucketHeight);

    private static ImageSize Twice((int Width, int Height) size) => new(size.Width * LeftOver, size.Height * LeftOver);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
