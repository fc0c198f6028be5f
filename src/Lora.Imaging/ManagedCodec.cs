using Lora.Imaging.Png;
using Lora.Vocabulary;

namespace Lora.Imaging;

/// <summary>The embedded codec: the formats of <see cref="ImageFormatCatalog"/> in C#, the same pixels on every machine. Stateless and thread safe.</summary>
public sealed class ManagedCodec : IImageCodec
{
    public string Name => "managed-1";

    public ImageInfo Probe(ReadOnlyMemory<byte> file) => Guard(file, format => format.Probe(file));

    public DecodedImage Decode(ReadOnlyMemory<byte> file) => Guard(file, format => format.Decode(file));

    public byte[] EncodePng(Rgb24Image image, params IReadOnlyList<PngText> texts) => PngEncoder.Encode(image, texts);

    private static T Guard<T>(ReadOnlyMemory<byte> file, Func<IImageFormat, T> read)
    {
        if (file.IsEmpty)
        {
            throw new ImageFormatException(ImageProblem.Empty, "The file is empty.");
        }

        var name = ImageFormats.Sniff(file.Span)?.Name
            ?? throw new ImageFormatException(ImageProblem.NotAPicture, "This is not a picture: its first bytes belong to no known format.");
        var format = ImageFormatCatalog.Find(name) ?? throw ImageFormatException.Unsupported($"{name} pictures are not supported.");
        try
        {
            return read(format);
        }
        catch (Exception e) when (e is not ImageFormatException and not OutOfMemoryException)
        {
            // The port promises one exception type; a fault of ours on a damaged file is still the file's finding.
            throw ImageFormatException.Damaged($"The {name} file is damaged ({e.GetType().Name}).", e);
        }
    }
}
