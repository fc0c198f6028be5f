using Lora.Imaging.Library;
using Lora.Vocabulary;
using Borrowed = SixLabors.ImageSharp.Formats.Webp.WebpDecoder;

namespace Lora.Imaging.Webp;

/// <summary>
/// WebP, lossy and lossless, with alpha: the container is read here, the pixels by ImageSharp, to libwebp's bytes. An animation is told, not decoded.
/// </summary>
internal sealed class WebpDecoder : IImageFormat
{
    /// <inheritdoc/>
    public string Name => ImageFormats.WebP.Name;

    /// <inheritdoc/>
    public ImageInfo Probe(ReadOnlyMemory<byte> file) => WebpContainer.Parse(file).Info;

    /// <inheritdoc/>
    public DecodedImage Decode(ReadOnlyMemory<byte> file, Func<ImageInfo, ImageSize?>? enough)
    {
        var container = WebpContainer.Parse(file);
        if (container.IsAnimated || container.Picture is not { } picture)
        {
            throw new ImageFormatException(ImageProblem.SeveralFrames, "It is a WebP animation, not one picture; 'webpmux -get frame 1' takes a frame out.");
        }

        var channels = picture.HasAlpha || !container.Alpha.IsEmpty ? 4 : 3;
        var pixels = LibraryDecoder.Read(new Borrowed { IgnoreMetadata = true }, WebpContainer.Of(picture.IsLossless, picture.Data.Span),
            new(Name, picture.Width, picture.Height, channels));
        if (!picture.IsLossless && channels == 4)
        {
            var alpha = WebpAlpha.Read(container.Alpha.Span, Name, picture.Width, picture.Height);
            for (var i = 0; i < alpha.Length; i++)
            {
                pixels[i * 4 + 3] = alpha[i];
            }
        }

        return Orientation.Upright(pixels, container.Info, channels);
    }
}
