using Lora.Vocabulary;

namespace Lora.Imaging.Jpeg;

/// <summary>
/// JPEG (ITU T.81, JFIF, Adobe): baseline, extended sequential and progressive with Huffman codes and 8 bits; grey, YCbCr with any whole subsampling, RGB,
/// CMYK, YCCK.
/// The samples equal libjpeg-turbo's (accurate integer DCT, fancy upsampling), at full size and at a half, a quarter and an eighth of it. A file without its
/// end marker is an error.
/// </summary>
internal sealed class JpegDecoder : IImageFormat
{
    /// <inheritdoc/>
    public string Name => ImageFormats.Jpeg.Name;

    /// <inheritdoc/>
    public ImageInfo Probe(ReadOnlyMemory<byte> file) => new JpegPass(file).Probe();

    /// <inheritdoc/>
    public DecodedImage Decode(ReadOnlyMemory<byte> file, Func<ImageInfo, ImageSize?>? enough) => new JpegPass(file).Decode(enough);
}
