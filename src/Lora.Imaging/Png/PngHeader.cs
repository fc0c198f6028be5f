using System.Buffers.Binary;

namespace Lora.Imaging.Png;

/// <summary>The IHDR chunk, checked. Colour types: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha.</summary>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, int ColourType, bool Interlaced)
{
    public int Samples => ColourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>Distance, in bytes, to the pixel on the left in filters: at least 1.</summary>
    public int FilterStep => Math.Max(1, Samples * BitDepth / 8);

    public int RowBytes(int width) => checked((int)(((long)width * Samples * BitDepth + 7) / 8));

    public static PngHeader Parse(PngChunk chunk)
    {
        if (chunk.Type != "IHDR" || chunk.Data.Length != 13)
        {
            throw ImageFormatException.Damaged("The PNG file is damaged: it does not begin with a header of 13 bytes (IHDR).");
        }

        var d = chunk.Data.Span;
        uint width = BinaryPrimitives.ReadUInt32BigEndian(d), height = BinaryPrimitives.ReadUInt32BigEndian(d[4..]);
        ImageLimits.Check(width, height);
        int depth = d[8], colour = d[9];
        var known = colour switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!known)
        {
            throw ImageFormatException.Damaged($"The PNG header is wrong: there is no colour type {colour} with {depth} bits.");
        }

        if (d[10] != 0 || d[11] != 0 || d[12] > 1)
        {
            throw ImageFormatException.Damaged($"The PNG header is wrong: compression {d[10]}, filter {d[11]}, interlace {d[12]} do not exist.");
        }

        return new((int)width, (int)height, depth, colour, d[12] == 1);
    }
}
