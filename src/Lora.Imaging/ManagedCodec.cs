using Lora.Imaging.Bmp;
using Lora.Imaging.Jpeg;
using Lora.Imaging.Png;

namespace Lora.Imaging;

/// <summary>The embedded codec: PNG, JPEG (baseline and progressive) and BMP in C#, the same pixels on every machine. Stateless and thread safe.</summary>
public sealed class ManagedCodec : IImageCodec
{
    public string Name => "managed-1";

    public ImageInfo Probe(ReadOnlyMemory<byte> file) => Guard(file, format => format switch
    {
        ImageFormat.Png => PngDecoder.Probe(file),
        ImageFormat.Jpeg => JpegDecoder.Probe(file),
        _ => BmpDecoder.Probe(file),
    });

    public DecodedImage Decode(ReadOnlyMemory<byte> file) => Guard(file, format => format switch
    {
        ImageFormat.Png => PngDecoder.Decode(file),
        ImageFormat.Jpeg => JpegDecoder.Decode(file),
        _ => BmpDecoder.Decode(file),
    });

    private static T Guard<T>(ReadOnlyMemory<byte> file, Func<ImageFormat, T> read)
    {
        if (file.IsEmpty)
        {
            throw new ImageFormatException("The file is empty.");
        }

        var format = FormatSniffer.Sniff(file.Span);
        if (format == ImageFormat.Unknown)
        {
            throw new ImageFormatException("This is not a picture: its first bytes belong to no known format. Expected is PNG, JPEG or BMP.");
        }

        if (format is not (ImageFormat.Png or ImageFormat.Jpeg or ImageFormat.Bmp))
        {
            throw ImageFormatException.Unsupported($"{FormatSniffer.NameOf(format)} pictures are not supported.");
        }

        try
        {
            return read(format);
        }
        catch (Exception e) when (e is not ImageFormatException and not OutOfMemoryException)
        {
            // The port promises one exception type; a fault of ours on a damaged file is still the file's finding.
            throw new ImageFormatException($"The {FormatSniffer.NameOf(format)} file is damaged ({e.GetType().Name}).", e);
        }
    }
}
