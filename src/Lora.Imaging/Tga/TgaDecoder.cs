using Lora.Imaging.Library;
using Lora.Vocabulary;
using Borrowed = SixLabors.ImageSharp.Formats.Tga.TgaDecoder;

namespace Lora.Imaging.Tga;

/// <summary>TGA with 8 to 32 bits a pixel, palette, run lengths, any corner first. Header and length are checked here, ImageSharp decodes the pixels.</summary>
internal sealed class TgaDecoder : IImageFormat
{
    /// <inheritdoc/>
    public string Name => ImageFormats.Tga.Name;

    /// <inheritdoc/>
    public ImageInfo Probe(ReadOnlyMemory<byte> file) => Info(TgaHeader.Parse(file.Span));

    /// <inheritdoc/>
    public DecodedImage Decode(ReadOnlyMemory<byte> file, Func<ImageInfo, ImageSize?>? enough)
    {
        var header = TgaHeader.Parse(file.Span);
        var channels = header is { ColourType: 2, Bits: 32, AlphaBits: 8 } ? 4 : 3;
        var pixels = LibraryDecoder.Read(new Borrowed(), Rebuild(header, file.Span), new(Name, header.Width, header.Height, channels));
        return new(Info(header), channels, pixels);
    }

    private ImageInfo Info(TgaHeader header) => new(Name, header.Width, header.Height);

    /// <summary>The header and the pixels alone, with a palette that has a colour, if a black one, for every index.</summary>
    private static byte[] Rebuild(TgaHeader header, ReadOnlySpan<byte> file)
    {
        if (header.PixelOffset > file.Length)
        {
            throw TgaHeader.CutOff();
        }

        var pixels = file[header.PixelOffset..];
        pixels = pixels[..PixelLength(header, pixels)];
        var palette = header.ColourType == 1 ? new byte[256 * header.ColourBytes] : [];
        if (palette.Length > 0)
        {
            var colours = file.Slice(header.Palette.At, header.Palette.Count * header.ColourBytes);
            colours.CopyTo(palette.AsSpan(header.Palette.First * header.ColourBytes));
        }

        byte[] head = [.. file[..TgaHeader.Length]];
        head[0] = 0;
        head.AsSpan(3, 5).Clear();
        (head[1], head[6], head[7]) = palette.Length > 0 ? ((byte)1, (byte)1, (byte)header.Palette.Bits) : ((byte)0, (byte)0, (byte)0);
        return [.. head, .. palette, .. pixels];
    }

    /// <summary>Bytes that the rows take.</summary>
    private static int PixelLength(TgaHeader header, ReadOnlySpan<byte> data)
    {
        var pixels = header.Width * header.Height;
        var at = header.IsPacked ? 0 : (long)pixels * header.PixelBytes;
        for (var left = header.IsPacked ? pixels : 0; left > 0;)
        {
            if (at >= data.Length)
            {
                throw TgaHeader.CutOff();
            }

            // a set upper bit: one pixel, so often; else so many of them
            int count = (data[(int)at] & 127) + 1, stored = data[(int)at] > 127 ? 1 : count;
            at += 1 + stored * header.PixelBytes;
            left -= count;
            if (left < 0)
            {
                throw ImageFormatException.Damaged("The TGA file is damaged: it holds more pixels than its header says.");
            }
        }

        return at <= data.Length ? (int)at : throw TgaHeader.CutOff();
    }
}
