using Lora.Imaging.Bmp;
using Lora.Imaging.Jpeg;
using Lora.Imaging.Png;
using Lora.Imaging.Tga;
using Lora.Imaging.Tiff;
using Lora.Imaging.Webp;

namespace Lora.Imaging;

/// <summary>The formats that the embedded codec reads.</summary>
public static class ImageFormatCatalog
{
    private static readonly IImageFormat[] All =
        [new PngDecoder(), new JpegDecoder(), new BmpDecoder(), new WebpDecoder(), new TiffDecoder(), new TgaDecoder()];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(format => format.Name)];

    internal static IImageFormat? Find(string name) => Array.Find(All, format => format.Name == name);
}
