using Lora.Imaging.Png;
using Lora.Vocabulary;

namespace Lora.Imaging;

/// <summary>
/// The embedded codec: the formats of <see cref="ImageFormatCatalog"/> in C#, the same pixels on every machine. Those that are not our own code are decoded by
/// a library of one version, behind checks of ours. Stateless and thread safe.
/// </summary>
public sealed class ManagedCodec : IImageCodec
{
    public string Name => "managed-2/imagesharp-2.1.13";

    public ImageInfo Probe(ReadOnlyMemory<byte> file) => Guard(file, format => format.Probe(file));

    public DecodedImage Decode(ReadOnlyMemory<byte> file, Func<ImageInfo, ImageSize?>? enough = null) => Guard(file, format => format.Decode(file, enough));

    public byte[] EncodePng(Rgb24Image image, params IReadOnlyList<PngText> texts) => PngEncoder.Encode(image, PngEffort.Small, texts);

    public byte[] EncodePng(Rgb24Image image, PngEffort effort) => PngEncoder.Encode(image, effort, []);

    private static T Guard<T>(ReadOnlyMemory<byte> file, Func<IImageFormat, T> read)
    {
        if (file.IsEmpty)
        {
            throw new ImageFormatException(ImageProblem.Empty, "The file is empty.");
        }

        var row = ImageFormats.Sniff(file.Span)
            ?? throw new ImageFormatException(ImageProblem.NotAPicture, "This is not a picture: its first bytes belong to no known format.");
        var format = ImageFormatCatalog.Find(row.Name) ?? throw ImageFormatException.Unsupported(row.Refusal);
        try
        {
            return read(format);
        }
        catch (Exception e) when (e is not ImageFormatException and not OutOfMemoryException)
        {
            // The port promises one exception type; a fault of ours on a damaged file is still the file's finding.
            throw ImageFormatException.Damaged($"The {row.Name} file is damaged ({e.GetType().Name}).", e);
        }
    }
}
