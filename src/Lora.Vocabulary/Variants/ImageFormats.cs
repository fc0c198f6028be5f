namespace Lora.Vocabulary;

/// <summary>A picture's file format.</summary>
public sealed record ImageFormatVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>Usual endings of its files, in lower case, with the point.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>False: it is known, named in an error, and not decoded.</summary>
    public bool IsRead { get; init; }
}

/// <summary>The picture formats that are told apart.</summary>
public static class ImageFormats
{
    public static IReadOnlyList<ImageFormatVariant> All { get; } =
    [
        new("PNG", "Lossless.") { Extensions = [".png"], IsRead = true },
        new("JPEG", "Photographs.") { Extensions = [".jpg", ".jpeg"], IsRead = true },
        new("BMP", "Uncompressed.") { Extensions = [".bmp"], IsRead = true },
        Known("WebP", ".webp"), Known("GIF", ".gif"), Known("TIFF", ".tif", ".tiff"), Known("AVIF", ".avif"), Known("HEIC", ".heic", ".heif"),
        Known("JPEG XL", ".jxl"), Known("JPEG 2000", ".jp2", ".j2k"), Known("Windows icon", ".ico", ".cur"), Known("Apple icon", ".icns"),
        Known("Photoshop", ".psd"), Known("TGA", ".tga"), Known("PCX", ".pcx"), Known("Netpbm", ".ppm", ".pgm", ".pbm", ".pnm"), Known("SVG", ".svg"),
        Known("QOI", ".qoi"), Known("OpenEXR", ".exr"),
    ];

    private static ImageFormatVariant Known(string name, params string[] extensions) => new(name, "Not read yet.") { Extensions = extensions };
}
