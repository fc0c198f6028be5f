namespace Lora.Imaging.Tiff;

/// <summary>
/// Samples to RGB or RGBA: fewer than 8 bits are stretched to 0..255, 16 bits and a palette's colours keep their upper byte. A fourth sample that is no alpha
/// is left out.
/// </summary>
internal sealed class TiffColours(TiffDirectory directory, TiffPage page)
{
    private readonly uint[] _map = page.Colours == TiffColour.Palette ? directory.Numbers(TiffTag.ColourMap)! : [];

    public int Channels => page.Alpha == TiffAlpha.None ? 3 : 4;

    /// <summary>Rows from the top, as stored.</summary>
    public byte[] Read(TiffStrips strips, ReadOnlyMemory<byte> file)
    {
        var pixels = new byte[page.Width * page.Height * Channels];
        strips.Read(file, (row, plane, y) => Write(row, strips.Samples, plane, pixels.AsSpan(y * page.Width * Channels, page.Width * Channels)));
        if (page.Alpha == TiffAlpha.Premultiplied)
        {
            Divide(pixels);
        }

        return pixels;
    }

    private void Write(ReadOnlySpan<byte> row, int samples, int plane, Span<byte> output)
    {
        for (var x = 0; x < page.Width; x++)
        {
            var pixel = output[(x * Channels)..];
            if (page.Samples == 1)
            {
                WriteSingle(Sample(row, x), pixel);
                continue;
            }

            for (var s = 0; s < samples && plane + s < Channels; s++)
            {
                pixel[plane + s] = (byte)Sample(row, x * samples + s);
            }
        }
    }

    private void WriteSingle(int sample, Span<byte> pixel)
    {
        if (page.Colours == TiffColour.Palette)
        {
            var colours = _map.Length / 3;
            for (var c = 0; c < 3; c++)
            {
                pixel[c] = (byte)(_map[c * colours + sample] >> 8);
            }

            return;
        }

        var level = page.Bits < 8 ? sample * 255 / ((1 << page.Bits) - 1) : sample;
        pixel[..3].Fill((byte)(page.Colours == TiffColour.WhiteIsZero ? 255 - level : level));
    }

    private int Sample(ReadOnlySpan<byte> row, int index) => page.Bits switch
    {
        8 => row[index],
        16 => row[index * 2 + (page.IsLittle ? 1 : 0)],
        _ => row[index * page.Bits >> 3] >> (8 - page.Bits - (index * page.Bits & 7)) & ((1 << page.Bits) - 1),
    };

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
}
