using System.Buffers.Binary;

namespace Lora.Imaging.Bmp;

/// <summary>How a BMP file's pixels are stored.</summary>
internal enum BmpCompression { None = 0, Rle8 = 1, Rle4 = 2, BitFields = 3, AlphaBitFields = 6 }

/// <summary>A checked BMP header: OS/2 1.x (12 bytes) and Windows 3.x to V5 (40 to 124 bytes).</summary>
/// <param name="TopDown">The first stored row is the top one.</param>
/// <param name="Masks">Red, green, blue, alpha; 0 = none. Used with 16 and 32 bits.</param>
/// <param name="Palette">Where it begins, how many entries, bytes an entry.</param>
/// <param name="PixelOffset">Where the rows begin.</param>
internal sealed record BmpHeader(int Width, int Height, bool TopDown, int Bits, BmpCompression Compression, uint[] Masks,
    (int At, int Count, int EntrySize) Palette, int PixelOffset)
{
    private const int FileHeader = 14, V5 = 124;

    public static BmpHeader Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < FileHeader + 12)
        {
            throw CutOff();
        }

        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]), size = BinaryPrimitives.ReadUInt32LittleEndian(file[14..]);
        if (size is not (12 or 40 or 52 or 56 or 64 or 108 or 124))
        {
            throw ImageFormatException.Unsupported($"BMP with a header of {size} bytes is not supported.");
        }

        if (file.Length < FileHeader + size || offset > file.Length)
        {
            throw CutOff();
        }

        var d = file.Slice(FileHeader, (int)size);
        return size == 12 ? Os2(d, (int)offset) : Windows(file, d, (int)offset);
    }

    /// <summary>The ICC profile that a V5 header embeds; empty where there is none, or it lies outside the file.</summary>
    public static ReadOnlySpan<byte> Profile(ReadOnlySpan<byte> file)
    {
        var header = file[FileHeader..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != V5 || !header[56..].StartsWith("DEBM"u8))
        {
            return default;
        }

        long at = BinaryPrimitives.ReadUInt32LittleEndian(header[112..]), length = BinaryPrimitives.ReadUInt32LittleEndian(header[116..]);
        return at + length <= header.Length ? header.Slice((int)at, (int)length) : default;
    }

    public static ImageFormatException CutOff() => ImageFormatException.Damaged("The BMP file is cut off.");

    private static BmpHeader Os2(ReadOnlySpan<byte> d, int offset)
    {
        int width = BinaryPrimitives.ReadUInt16LittleEndian(d[4..]), height = BinaryPrimitives.ReadUInt16LittleEndian(d[6..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(d[10..]);
        ImageLimits.Check(width, height);
        Known(bits, BmpCompression.None);
        var at = FileHeader + 12;
        return new(width, height, false, bits, BmpCompression.None, DefaultMasks(bits), (at, PaletteCount(bits, 0, at, offset, 3), 3), offset);
    }

    private static BmpHeader Windows(ReadOnlySpan<byte> file, ReadOnlySpan<byte> d, int offset)
    {
        int width = BinaryPrimitives.ReadInt32LittleEndian(d[4..]), height = BinaryPrimitives.ReadInt32LittleEndian(d[8..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(d[14..]);
        var compression = (BmpCompression)BinaryPrimitives.ReadInt32LittleEndian(d[16..]);
        ImageLimits.Check(width, Math.Abs((long)height));
        Known(bits, compression);
        var paletteAt = FileHeader + d.Length;
        var masks = DefaultMasks(bits);
        if (compression is BmpCompression.BitFields or BmpCompression.AlphaBitFields)
        {
            // behind a 40-byte header the masks follow; in the longer ones they are fields
            var count = d.Length >= 56 || compression == BmpCompression.AlphaBitFields ? 4 : 3;
            if (d.Length == 40)
            {
                paletteAt += count * 4;
            }

            if (file.Length < FileHeader + 40 + count * 4)
            {
                throw CutOff();
            }

            masks = [0, 0, 0, 0];
            for (var i = 0; i < count; i++)
            {
                masks[i] = BinaryPrimitives.ReadUInt32LittleEndian(file[(FileHeader + 40 + i * 4)..]);
            }
        }
        var used = BinaryPrimitives.ReadUInt32LittleEndian(d[32..]);
        return new(width, Math.Abs(height), height < 0, bits, compression, masks, (paletteAt, PaletteCount(bits, used, paletteAt, offset, 4), 4), offset);
    }

    private static void Known(int bits, BmpCompression compression)
    {
        var known = compression switch
        {
            BmpCompression.None => bits is 1 or 4 or 8 or 16 or 24 or 32,
            BmpCompression.Rle8 => bits == 8,
            BmpCompression.Rle4 => bits == 4,
            BmpCompression.BitFields or BmpCompression.AlphaBitFields => bits is 16 or 32,
            _ => false,
        };
        if (!known)
        {
            throw ImageFormatException.Unsupported($"BMP with {bits} bits a pixel and compression {(int)compression} is not supported.");
        }
    }

    private static uint[] DefaultMasks(int bits) => bits == 16 ? [0x7C00, 0x3E0, 0x1F, 0] : [0xFF0000, 0xFF00, 0xFF, 0];

    private static int PaletteCount(int bits, uint used, int at, int offset, int entrySize)
    {
        if (bits > 8)
        {
            return 0;
        }

        var most = Math.Min(1 << bits, Math.Max(0, offset - at) / entrySize);
        return used == 0 || used > most ? most : (int)used;
    }
}
