using Lora.Imaging.Colour;
using Lora.Vocabulary;

namespace Lora.Imaging.Tiff;

/// <summary>
/// TIFF 6.0 in strips: grey, palette, RGB with or without alpha, 1 to 16 bits, uncompressed, packed bits, LZW, deflate. The first page is the picture; previews
/// and masks behind it are no frames.
/// </summary>
internal sealed class TiffDecoder : IImageFormat
{
    private const int MostPages = 10_000;

    /// <inheritdoc/>
    public string Name => ImageFormats.Tiff.Name;

    /// <inheritdoc/>
    public ImageInfo Probe(ReadOnlyMemory<byte> file)
    {
        var directory = First(file.Span);
        return Info(directory, TiffPage.Parse(directory), file.Span);
    }

    /// <inheritdoc/>
    public DecodedImage Decode(ReadOnlyMemory<byte> file, Func<ImageInfo, ImageSize?>? enough)
    {
        var directory = First(file.Span);
        var page = TiffPage.Parse(directory);
        var strips = new TiffStrips(directory, page, file.Length);
        var colours = new TiffColours(directory, page);
        return Orientation.Upright(colours.Read(strips, file), Info(directory, page, file.Span), colours.Channels);
    }

    private static TiffDirectory First(ReadOnlySpan<byte> file) => file[2] is (byte)'+' || file[3] is (byte)'+'
        ? throw ImageFormatException.Unsupported("TIFF with offsets of 64 bits (BigTIFF) is not supported; 'tiffcp' (libtiff) writes an ordinary one.")
        : new(file);

    private ImageInfo Info(TiffDirectory directory, TiffPage page, ReadOnlySpan<byte> file) => ImageInfo.FromStored(
        Name, page.Width, page.Height, ExifOrientation.Read(file), Pages(directory),
        IccProfile.ForeignName(directory.Bytes(directory.Entry(TiffTag.Profile), size: 1)));

    private static int Pages(TiffDirectory first)
    {
        const uint previewOrMask = 1 | 4;
        var seen = new HashSet<long> { first.At };
        var pages = 1;
        for (var at = first.Next; at != 0 && seen.Count < MostPages && seen.Add(at);)
        {
            var page = first.Other(at);
            pages += !page.IsEmpty && (TiffPage.One(page, TiffTag.SubfileType, 0) & previewOrMask) == 0 ? 1 : 0;
            at = page.Next;
        }

        return pages;
    }
}
