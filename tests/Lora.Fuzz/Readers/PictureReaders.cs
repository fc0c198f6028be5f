using System.Security.Cryptography;
using Lora.Imaging;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Fuzz;

/// <summary>Pictures, by format: what is probed and decoded, with their colour profiles and what their quality is measured by.</summary>
internal static class PictureReaders
{
    private const int LargestSeed = 100_000;

    private static readonly ManagedCodec Codec = new();

    private static readonly string[] OfAll =
    [
        "Lora.Imaging/Colour/IccProfile.cs", "Lora.Imaging/Colour/IccText.cs", "Lora.Imaging/Colour/IccCurve.cs", "Lora.Imaging/TiffDirectory.cs",
        "Lora.Imaging/Library/LibraryDecoder.cs", "Lora.Vocabulary/Variants/ImageFormats.cs",
    ];

    public static IEnumerable<Reader> All =>
    [
        Of("PNG", InputForm.Png, [.. Folder("Png", "PngChunks", "PngHeader", "PngMetadata", "PngText", "PngColours", "PngDecoder", "Inflate"), .. OfAll]),
        Of("JPEG", InputForm.Bytes, Folder("Jpeg", "JpegSegments", "JpegFrame", "JpegTables", "JpegPass", "BitReader", "MultiPicture")),
        Of("BMP", InputForm.Bytes, Folder("Bmp", "BmpHeader", "BmpDecoder")),
        Of("WebP", InputForm.Bytes, Folder("Webp", "WebpContainer", "WebpBitstream")),
        Of("TIFF", InputForm.Bytes, Folder("Tiff", "TiffUnpack")),
        Of("TGA", InputForm.Bytes, Folder("Tga", "TgaHeader")),
    ];

    private static string[] Folder(string folder, params string[] names) => [.. names.Select(name => $"Lora.Imaging/{folder}/{name}.cs")];

    private static Reader Of(string format, InputForm form, string[] sources) => new(format, form, () => [.. Seeds(format)], Read)
    {
        Sources = sources,
        MayRefuseSeeds = true,
        Cases = 250,
        // the largest picture that is taken has 400 MB, and a small file may hold it
        Memory = 1L << 30,
    };

    private static string? Read(byte[] file)
    {
        _ = JpegQuality.Estimate(file);
        return WeightReaders.Refused<ImageFormatException>(() => Codec.Probe(file)) ?? WeightReaders.Refused<ImageFormatException>(() =>
        {
            // twice the same: nothing is read that is not the file's
            if (!Hash(file, null).SequenceEqual(Hash(file, null)) || !Hash(file, _ => new(1, 1)).SequenceEqual(Hash(file, _ => new(1, 1))))
            {
                throw new InvalidOperationException("two readings of one file differ");
            }
        });
    }

    private static byte[] Hash(byte[] file, Func<ImageInfo, ImageSize?>? enough)
    {
        using var picture = Codec.Decode(file, enough);
        return SHA256.HashData(picture.Pixels);
    }

    private static IEnumerable<byte[]> Seeds(string format)
    {
        string[] folders = [GoldenFolder.Find("images", "files"), Repository.At("tests", "Lora.Imaging.Tests", "Fixtures")];
        return folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(file => file.Length < LargestSeed && ImageFormats.Sniff(file)?.Name == format);
    }
}
