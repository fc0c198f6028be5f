using Lora.Imaging.Colour;
using Lora.Imaging.Library;
using Lora.Vocabulary;
using Borrowed = SixLabors.ImageSharp.Formats.Tiff.TiffDecoder;

namespace Lora.Imaging.Tiff;

/// <summary>
/// TIFF 6.0 in strips: grey, palette, RGB with or without alpha, 4 to 16 bits, uncompressed, packed bits, LZW, deflate. The structure is checked here,
/// ImageSharp decodes the pixels of the first page; previews and masks are no frames.
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
    public DecodedImage Decode(ReadOnlyMemory<byte> file)
    {
        var directory = First(file.Span);
        var page = TiffPage.Parse(directory);
        TiffStrips.Check(directory, page, file.Length);
        var channels = page.Alpha == TiffAlpha.None ? 3 : 4;
        var pixels = LibraryDecoder.Read(new Borrowed { IgnoreMetadata = true }, TiffRebuild.Of(file.Span, directory, page),
            new(Name, page.Width, page.Height, channels, IsDeep: page.Bits > 8));
        if (page.Alpha == TiffAlpha.Premultiplied)
        {
            Divide(pixels);
        }

        return Orientation.Upright(pixels, Info(directory, page, file.Span), channels);
    }

    private static TiffDirectory First(ReadOnlySpan<byte> file) => file[2] is (byte)'+' || file[3] is (byte)'+'
        ? throw ImageFormatException.Unsupported("TIFF with offsets of 64 bits (BigTIFF) is not supported; 'tiffcp' (libtiff) writes an ordinary one.")
        : new(file);

    private ImageInfo Info(TiffDirectory directory, TiffPage page, ReadOnlySpan<byte> file) => ImageInfo.FromStored(
        Name, page.Width, page.Height, ExifOrientation.Read(file), Pages(directory),
        IccProfile.ForeignName(directory.Bytes(directory.Entry(TiffTag.Profile), size: 1)));

    // rounded down, as Pillow does
    private static void Divide(byte[] pixels)
    {
        for (var i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            for (var c = i; alpha is > 0 and < 255 && c < i + 3; c++)
            {
                pixels[c] = (byte)Math.Min(255, pixels[c] * 255 / alpha);
            }
        }
    }

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
