using System.Buffers.Binary;

namespace Lora.Imaging.Tga;

/// <summary>A checked TGA header (Truevision, 1989). Colour types: 1 palette, 2 RGB, 3 grey.</summary>
/// <param name="Bits">A pixel: 8, 15, 16, 24 or 32.</param>
/// <param name="Palette">Where it begins, the index of its first colour, how many colours, and bits of each.</param>
/// <param name="PixelOffset">Where the rows begin.</param>
internal readonly record struct TgaHeader(int Width, int Height, int ColourType, bool IsPacked, int Bits, int AlphaBits,
    (int At, int First, int Count, int Bits) Palette, int PixelOffset)
{
    public const int Length = 18;

    private const int MostColours = 256;

    public int PixelBytes => (Bits + 7) / 8;

    /// <summary>Bytes of a palette's colour; 0 without palette.</summary>
    public int ColourBytes => (Palette.Bits + 7) / 8;

    public static TgaHeader Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < Length)
        {
            throw CutOff();
        }

        int width = BinaryPrimitives.ReadUInt16LittleEndian(file[12..]), height = BinaryPrimitives.ReadUInt16LittleEndian(file[14..]);
        ImageLimits.Check(width, height);
        int type = file[2] & 7, bits = file[16];
        var hasPalette = file[1] == 1;
        var palette = (At: Length + file[0], First: (int)BinaryPrimitives.ReadUInt16LittleEndian(file[3..]),
            Count: hasPalette ? BinaryPrimitives.ReadUInt16LittleEndian(file[5..]) : 0, Bits: hasPalette ? file[7] : 0);
        var known = file[1] <= 1 && file[2] is 1 or 2 or 3 or 9 or 10 or 11 && type switch
        {
            1 => hasPalette && bits == 8 && palette.Bits is 15 or 16 or 24 or 32,
            2 => bits is 15 or 16 or 24 or 32,
            _ => bits == 8,
        };
        // the upper two bits stand for rows that are interleaved
        if (!known || (file[17] & 0xC0) != 0)
        {
            throw ImageFormatException.Unsupported(FormattableString.Invariant($"TGA of type {file[2]} with {bits} bits a pixel is not supported."));
        }

        if (type == 1 && palette.First + palette.Count > MostColours)
        {
            throw ImageFormatException.Damaged("The TGA file is damaged: its palette has more colours than a pixel can name.");
        }

        var header = new TgaHeader(width, height, type, file[2] > 8, bits, file[17] & 15, palette, 0);
        return header with { PixelOffset = palette.At + palette.Count * header.ColourBytes };
    }

    public static ImageFormatException CutOff() => ImageFormatException.Damaged("The TGA file is cut off: it ends before its pixels do.");
}
