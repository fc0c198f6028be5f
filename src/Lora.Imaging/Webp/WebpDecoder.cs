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
    public DecodedImage Decode(ReadOnlyMemory<byte> file)
    {
        var container = WebpContainer.Parse(file);
        if (container.IsAnimated || container.Picture is not { } picture)
        {
            throw new ImageFormatException(ImageProblem.SeveralFrames, "It is a WebP animation, not one picture; 'webpmux -get frame 1' takes a frame out.");
        }

        var channels = container.HasAlpha ? 4 : 3;
        var pixels = LibraryDecoder.Read(new Borrowed { IgnoreMetadata = true }, container.Rebuild(), new(Name, picture.Width, picture.Height, channels));
        return Orientation.Upright(pixels, container.Info, channels);
    }
}
