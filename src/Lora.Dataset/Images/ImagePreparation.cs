using Lora.Imaging;

namespace Lora.Dataset;

/// <summary>The Resize stage's pixels: decode upright, composite over white, resample to cover the bucket (Lanczos), crop the centre.</summary>
public static class ImagePreparation
{
    /// <summary>Algorithm version for stage keys, beside the codec's name.</summary>
    public const string Version = "prepare-1/" + Resizer.Version;

    /// <exception cref="ImageFormatException">The file cannot be decoded, or is too small for any bucket.</exception>
    public static Rgb24Image Prepare(IImageCodec codec, ReadOnlyMemory<byte> file, BucketTable buckets, bool noUpscale = false)
    {
        var image = codec.Decode(file).OverWhite();
        if (buckets.Select(image.Width, image.Height, noUpscale) is not { IsUsable: true } choice)
        {
            throw new ImageFormatException($"It is too small for a bucket ({image.Width} x {image.Height}), and BucketNoUpscale forbids to enlarge it.");
        }

        return Resizer.Lanczos(image, choice.ResizedWidth, choice.ResizedHeight)
            .Crop(choice.CropLeft, choice.CropTop, choice.BucketWidth, choice.BucketHeight);
    }
}
