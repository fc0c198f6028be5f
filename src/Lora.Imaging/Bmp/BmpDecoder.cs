using System.Buffers.Binary;
using System.Numerics;
using Lora.Imaging.Colour;
using Lora.Vocabulary;

namespace Lora.Imaging.Bmp;

/// <summary>
/// BMP with 1 to 32 bits a pixel, RLE and bit fields. Alpha only where the header has a mask for it; the fourth byte of plain 32-bit pixels is unused.
/// Channels of fewer than 8 bits are stretched to 0..255 (rounded down); a colour index without an entry is black.
/// </summary>
internal sealed class BmpDecoder : IImageFormat
{
    /// <inheritdoc/>
    public string Name => ImageFormats.Bmp.Name;

    /// <inheritdoc/>
    public ImageInfo Probe(ReadOnlyMemory<byte> file) => Info(BmpHeader.Parse(file.Span), file.Span);

    /// <inheritdoc/>
    public DecodedImage Decode(ReadOnlyMemory<byte> file, Func<ImageInfo, ImageSize?>? enough)
    {
        var header = BmpHeader.Parse(file.Span);
        var (channels, pixels) = ReadPixels(header, file);
        return new(Info(header, file.Span), channels, pixels);
    }

    private ImageInfo Info(BmpHeader header, ReadOnlySpan<byte> file) =>
        new(Name, header.Width, header.Height, ForeignProfile: IccProfile.ForeignName(BmpHeader.Profile(file)));

    private static (int Channels, byte[] Pixels) ReadPixels(BmpHeader header, ReadOnlyMemory<byte> file)
    {
        var data = file.Span[header.PixelOffset..];
        if (header.Compression is BmpCompression.Rle4 or BmpCompression.Rle8)
        {
            return FromIndices(header, file.Span, BmpRunLength.Unpack(header, data));
        }

        var rowBytes = ((long)header.Width * header.Bits + 31) / 32 * 4;
        // the padding of the last row may be missing
        if (data.Length < rowBytes * (header.Height - 1) + (header.Width * (long)header.Bits + 7) / 8)
        {
            throw BmpHeader.CutOff();
        }

        if (header.Bits <= 8)
        {
            return FromIndices(header, file.Span, UnpackIndices(header, data, (int)rowBytes));
        }

        return FromColours(header, data, (int)rowBytes);
    }

    private static byte[] UnpackIndices(BmpHeader header, ReadOnlySpan<byte> data, int rowBytes)
    {
        var indices = new byte[header.Width * header.Height];
        int perByte = 8 / header.Bits, mask = (1 << header.Bits) - 1;
        for (var y = 0; y < header.Height; y++)
        {
            var row = data[(y * rowBytes)..];
            for (var x = 0; x < header.Width; x++)
            {
                indices[y * header.Width + x] = (byte)(row[x / perByte] >> (8 - header.Bits * (x % perByte + 1)) & mask);
            }
        }
        return indices;
    }

    /// <param name="indices">In stored row order.</param>
    private static (int Channels, byte[] Pixels) FromIndices(BmpHeader header, ReadOnlySpan<byte> file, byte[] indices)
    {
        var palette = new byte[256 * 3];
        for (var i = 0; i < header.Palette.Count; i++)
        {
            var entry = file.Slice(header.Palette.At + i * header.Palette.EntrySize, 3);
            (palette[i * 3], palette[i * 3 + 1], palette[i * 3 + 2]) = (entry[2], entry[1], entry[0]);
        }
        var pixels = new byte[indices.Length * 3];
        for (var y = 0; y < header.Height; y++)
        {
            var to = OutputRow(header, y) * header.Width * 3;
            for (var x = 0; x < header.Width; x++, to += 3)
            {
                palette.AsSpan(indices[y * header.Width + x] * 3, 3).CopyTo(pixels.AsSpan(to));
            }
        }
        return (3, pixels);
    }

    private static (int Channels, byte[] Pixels) FromColours(BmpHeader header, ReadOnlySpan<byte> data, int rowBytes)
    {
        int channels = header.Masks[3] != 0 ? 4 : 3, bytes = header.Bits / 8;
        var pixels = new byte[header.Width * header.Height * channels];
        for (var y = 0; y < header.Height; y++)
        {
            var row = data[(y * rowBytes)..];
            var to = OutputRow(header, y) * header.Width * channels;
            for (var x = 0; x < header.Width; x++)
            {
                var at = row.Slice(x * bytes, bytes);
                var value = bytes switch
                {
                    2 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                    3 => (uint)(at[0] | at[1] << 8 | at[2] << 16),
                    _ => BinaryPrimitives.ReadUInt32LittleEndian(at),
                };
                for (var c = 0; c < channels; c++)
                {
                    pixels[to++] = Channel(value, header.Masks[c]);
                }
            }
        }
        return (channels, pixels);
    }

    private static byte Channel(uint value, uint mask)
    {
        if (mask == 0)
        {
            return 0;
        }

        var shift = BitOperations.TrailingZeroCount(mask);
        return (byte)((ulong)((value & mask) >> shift) * 255 / (mask >> shift));
    }

    private static int OutputRow(BmpHeader header, int stored) => header.TopDown ? stored : header.Height - 1 - stored;
}
