using Lora.Dataset;
using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Resized pictures by content. Validate has every new picture decoded before it and leaves the resized one here for Resize: a source is decoded once a build,
/// and never more pictures are in memory than are worked on.
/// </summary>
internal sealed class ResizedPictures(StageRequest request, StageContext context)
{
    private const int EntryVersion = 1;

    /// <summary>The PNG file; null = not made yet.</summary>
    internal byte[]? Find(ImageItem image) => StoredPicture.Read(context, Key(image));

    /// <summary>What the picture's size alone decides.</summary>
    /// <exception cref="ImageFormatException">It is too small for a bucket, or one of several frames.</exception>
    internal BucketChoice Place(ImageItem image, ImageInfo source) => Preparation(image).Place(source);

    /// <summary>A source picture, with as many pixels as are needed.</summary>
    /// <exception cref="ImageFormatException">It cannot be decoded.</exception>
    internal DecodedImage Decode(ImageItem image, byte[] file) => context.Codec.Decode(file, Preparation(image).Enough);

    /// <param name="image">The item.</param>
    /// <param name="picture">By <see cref="Decode"/>, or one that is not its file's any more.</param>
    /// <param name="source">Of the file, in that case.</param>
    /// <exception cref="ImageFormatException">As <see cref="Place"/>.</exception>
    internal byte[] Make(ImageItem image, DecodedImage picture, ImageInfo? source = null)
    {
        var png = context.Codec.EncodePng(Preparation(image).Prepare(picture, source), PngEffort.Fast);
        context.Store.RecordOnly(Key(image), png);
        return png;
    }

    private string Key(ImageItem image) => new EntryKey("resized", EntryVersion).With(Tool.Codec, request.Values).With("image", image.Sha256)
        .WithPreparation(request.Values, image).WithUpscaler(request).Hash();

    private ImagePreparation Preparation(ImageItem image) => SourceBuckets.Preparation(request.Values, image);
}
