namespace Lora.Imaging;

/// <summary>
/// The imaging port. A codec gives upright (EXIF orientation applied) 8-bit sRGB pixels of the first frame, within <see cref="ImageLimits"/>.
/// Alpha is handed on, not composited, and nothing is resampled: both are the room's own business, equal behind every codec.
/// </summary>
public interface IImageCodec
{
    /// <summary>Name and version for stage keys; another name means that pixels may differ.</summary>
    string Name { get; }

    /// <summary>Format and upright size, read from the header alone. The content decides, never a file name.</summary>
    /// <exception cref="ImageFormatException">Not a picture, a format that is not supported, or a damaged header.</exception>
    ImageInfo Probe(ReadOnlyMemory<byte> file);

    /// <summary>All pixels of the first frame.</summary>
    /// <exception cref="ImageFormatException">Any failure, whatever its cause.</exception>
    DecodedImage Decode(ReadOnlyMemory<byte> file);
}
