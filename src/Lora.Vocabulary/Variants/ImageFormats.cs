using System.Buffers.Binary;
using System.Text;

namespace Lora.Vocabulary;

/// <summary>A picture's file format.</summary>
public sealed record ImageFormatVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>Usual endings of its files, in lower case, with the point.</summary>
    public required IReadOnlyList<string> Extensions { get; init; }

    /// <summary>True for the bytes of such a file; a format without signature is told by its extension alone.</summary>
    internal Func<ReadOnlySpan<byte>, bool> IsIn { get; init; } = static _ => false;

    /// <summary>Null: it is decoded. Else it is known, named in an error, and this makes a PNG of it.</summary>
    public string? Converter { get; init; }

    /// <summary>False: see <see cref="Converter"/>.</summary>
    public bool IsRead => Converter is null;

    /// <summary>What is said of such a file that is not read: one sentence.</summary>
    public string Refusal => $"{Name} pictures are not supported; {Converter} makes a PNG of one.";
}

/// <summary>The picture formats that are told apart, by their bytes, in this order, and else by their extension.</summary>
public static class ImageFormats
{
    /// <summary>So many bytes of a file's beginning, and <see cref="TailLength"/> of its end, tell its format.</summary>
    public const int HeadLength = 1024;

    /// <summary>Length of a TGA's footer.</summary>
    public const int TailLength = 18;

    public static ImageFormatVariant Png { get; } =
        new("PNG", "Lossless.") { Extensions = [".png"], IsIn = Begins("\u0089PNG\r\n\u001a\n") };

    public static ImageFormatVariant Jpeg { get; } =
        new("JPEG", "Photographs.") { Extensions = [".jpg", ".jpeg"], IsIn = Begins("\u00FF\u00D8\u00FF") };

    // 'BM' alone begins many a text: the length of the second header is looked at too
    public static ImageFormatVariant Bmp { get; } = new("BMP", "Uncompressed.")
    {
        Extensions = [".bmp"],
        IsIn = static bytes => bytes.Length >= 18 && bytes.StartsWith("BM"u8) && bytes[14] >= 12 && !bytes[15..18].ContainsAnyExcept((byte)0),
    };

    public static ImageFormatVariant WebP { get; } = new("WebP", "Still pictures, lossy or lossless.")
    {
        Extensions = [".webp"],
        IsIn = static bytes => bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("WEBP"u8),
    };

    public static ImageFormatVariant Tiff { get; } = new("TIFF", "Strips of 1 to 16 bits a sample.")
    {
        Extensions = [".tif", ".tiff"],
        IsIn = Begins("II*\0", "MM\0*", "II+\0", "MM\0+"),
    };

    public static ImageFormatVariant Tga { get; } = new("TGA", "8 to 32 bits a pixel.") { Extensions = [".tga"], IsIn = IsTga };

    private static string ImageMagick => "ImageMagick";

    public static IReadOnlyList<ImageFormatVariant> All { get; } =
    [
        Png, Jpeg, WebP,
        Known("GIF", ImageMagick, Begins("GIF87a", "GIF89a"), ".gif"),
        Known("camera raw", "darktable or RawTherapee", Either(At(4, "ftypcrx "), Either(At(8, "CR\u0002\0"), Begins("IIRO", "IIU\0", "FUJIFILM"))),
            ".cr2", ".cr3", ".nef", ".arw", ".dng", ".orf", ".rw2", ".raf", ".raw"),
        Tiff,
        Known("AVIF", "avifdec (libavif)", static bytes => HasBrand(bytes, "avif", "avis"), ".avif"),
        Known("HEIC", "heif-dec (libheif)", static bytes => HasBrand(bytes, "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1"),
            ".heic", ".heif"),
        Known("JPEG XL", "djxl (libjxl)", Either(At(4, "JXL "), Begins("\u00FF\n")), ".jxl"),
        Known("JPEG 2000", "opj_decompress (OpenJPEG)", Either(At(4, "jP  "), Begins("\u00FFO\u00FFQ")), ".jp2", ".j2k"),
        Known("Photoshop", ImageMagick, Begins("8BPS"), ".psd"),
        Known("Apple icon", "icns2png (libicns)", Begins("icns"), ".icns"),
        Known("QOI", ImageMagick, Begins("qoif"), ".qoi"),
        Known("OpenEXR", ImageMagick, Begins("v/1\u0001"), ".exr"),
        Known("DDS", ImageMagick, Begins("DDS "), ".dds"),
        Known("Radiance HDR", ImageMagick, Begins("#?RADIANCE", "#?RGBE"), ".hdr"),
        Bmp,
        Known("Windows icon", "icotool (icoutils)", static bytes => bytes is [0, 0, 1 or 2, 0, > 0, _, ..], ".ico", ".cur"),
        Known("PCX", ImageMagick, static bytes => bytes.Length >= 128 && bytes is [10, <= 5, <= 1, 1 or 2 or 4 or 8, ..], ".pcx"),
        Known("Netpbm", "pnmtopng (Netpbm)", IsNetpbm, ".ppm", ".pgm", ".pbm", ".pnm"),
        Known("SVG", "rsvg-convert (librsvg)", IsSvg, ".svg"),
        Tga,
    ];

    private static Dictionary<string, ImageFormatVariant> ByExtension { get; } =
        All.SelectMany(format => format.Extensions.Select(extension => KeyValuePair.Create(extension, format))).ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The format of a picture's bytes; null if they are none that is known.</summary>
    /// <param name="bytes">The whole file, or its first <see cref="HeadLength"/> bytes followed by its last <see cref="TailLength"/>.</param>
    public static ImageFormatVariant? Sniff(ReadOnlySpan<byte> bytes)
    {
        foreach (var format in All)
        {
            if (format.IsIn(bytes))
            {
                return format;
            }
        }

        return null;
    }

    /// <summary>The format that usually has the extension, whatever its letter case; null if none has.</summary>
    public static ImageFormatVariant? OfExtension(string extension) => ByExtension.GetValueOrDefault(extension);

    private static ImageFormatVariant Known(string name, string converter, Func<ReadOnlySpan<byte>, bool> isIn, params string[] extensions) =>
        new(name, "Not read.") { Extensions = extensions, IsIn = isIn, Converter = converter };

    private static Func<ReadOnlySpan<byte>, bool> Begins(params string[] signatures) => At(0, signatures);

    private static Func<ReadOnlySpan<byte>, bool> Either(Func<ReadOnlySpan<byte>, bool> one, Func<ReadOnlySpan<byte>, bool> other) =>
        bytes => one(bytes) || other(bytes);

    // a character a byte
    private static Func<ReadOnlySpan<byte>, bool> At(int offset, params string[] signatures)
    {
        byte[][] wanted = [.. signatures.Select(Encoding.Latin1.GetBytes)];
        return bytes =>
        {
            foreach (var signature in wanted)
            {
                if (bytes.Length > offset && bytes[offset..].StartsWith(signature))
                {
                    return true;
                }
            }

            return false;
        };
    }

    /// <summary>ISO base media: the major brand, or one that the file says it is compatible with.</summary>
    private static bool HasBrand(ReadOnlySpan<byte> head, params ReadOnlySpan<string> brands)
    {
        if (head.Length < 12 || !head[4..].StartsWith("ftyp"u8))
        {
            return false;
        }

        var end = (int)Math.Min(head.Length, BinaryPrimitives.ReadUInt32BigEndian(head));
        for (var at = 8; at == 8 || at + 4 <= end; at += at == 8 ? 8 : 4)
        {
            if (brands.Contains(Encoding.Latin1.GetString(head.Slice(at, 4))))
            {
                return true;
            }
        }

        return false;
    }

    // P6, white space, and a number, a comment or P7's first word: a text may begin with P6 too
    private static bool IsNetpbm(ReadOnlySpan<byte> bytes) => bytes is [(byte)'P', >= (byte)'1' and <= (byte)'7', var space, ..]
        && " \t\r\n"u8.Contains(space) && bytes[3..].TrimStart(" \t\r\n"u8) is [>= (byte)'0' and <= (byte)'9' or (byte)'#' or (byte)'W', ..];

    // older files have no footer: a header whose every field is possible
    private static bool IsTga(ReadOnlySpan<byte> bytes)
    {
        if (bytes.EndsWith("TRUEVISION-XFILE.\0"u8))
        {
            return true;
        }

        var isPalette = bytes is [_, 1, 1 or 9, ..];
        return bytes.Length >= 18 && (isPalette ? bytes[7] is 15 or 16 or 24 or 32 : bytes is [_, 0, 2 or 3 or 10 or 11, 0, 0, 0, 0, 0, ..])
            && (bytes[12] | bytes[13]) != 0 && (bytes[14] | bytes[15]) != 0
            && bytes[16] is 8 or 15 or 16 or 24 or 32 && (bytes[17] & 0xC0) == 0 && (bytes[17] & 15) is 0 or 1 or 8;
    }

    private static bool IsSvg(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, HeadLength)];
        head = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        head = head.TrimStart(" \t\r\n"u8);
        return head.StartsWith("<svg"u8) || (head.StartsWith("<?xml"u8) && head.IndexOf("<svg"u8) >= 0);
    }
}
