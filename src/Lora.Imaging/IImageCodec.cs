namespace Lora.Imaging;

/// <summary>
/// The imaging port. A codec gives upright (EXIF orientation applied) 8-bit sRGB pixels of the first frame, within the room's limits, and writes PNG.
/// Alpha is handed on, not composited, and nothing is resampled: both are the room's own business, equal behind every codec.
/// </summary>
public interface IImageCodec
{
    /// <summary>Name and version for stage keys; another name means that pixels, or the bytes of an encoded file, may differ.</summary>
    string Name { get; }

    /// <summary>Format, upright size, frames and profile, read from what stands around the pixels. The content decides, never a file name.</summary>
    /// <exception cref="ImageFormatException">Not a picture, a format that is not supported, or a damaged header.</exception>
    ImageInfo Probe(ReadOnlyMemory<byte> file);

    /// <summary>All pixels of the first frame, with all that <see cref="Probe"/> tells. More frames and a foreign profile are told, not refused.</summary>
    /// <param name="enough">
    /// How many pixels are needed of a picture, so that a codec that can may give a half, a quarter or an eighth of them along both sides, and not less than
    /// that. Null, or a null of it: all of them.
    /// </param>
    /// <exception cref="ImageFormatException">Any failure, whatever its cause.</exception>
    DecodedImage Decode(ReadOnlyMemory<byte> file, Func<ImageInfo, ImageSize?>? enough = null);

    /// <summary>An 8-bit RGB PNG file without time or tool marks: one picture and one list of texts give the same bytes every time.</summary>
    /// <exception cref="ArgumentException">A text that PNG cannot hold (<see cref="PngText"/>).</exception>
    byte[] EncodePng(Rgb24Image image, params IReadOnlyList<PngText> texts);

    /// <inheritdoc cref="EncodePng(Rgb24Image, IReadOnlyList{PngText})"/>
    /// <param name="effort">Other bytes for other efforts; the pixels are the same.</param>
    byte[] EncodePng(Rgb24Image image, PngEffort effort);
}
