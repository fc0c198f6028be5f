using System.Buffers.Binary;

namespace Lora.Imaging.Png;

/// <summary>
/// Turns restored rows of any colour type and depth into 8-bit RGB or RGBA. 16-bit samples keep their high byte; fewer than 8 bits are stretched to 0..255.
/// A tRNS key is compared at the file's own depth. A palette index without an entry is opaque black.
/// </summary>
internal sealed class PngColours
{
    private readonly PngHeader _header;
    private readonly byte[] _palette = new byte[256 * 4];
    private readonly int[]? _key;

    public PngColours(PngHeader header, ReadOnlySpan<byte> plte, ReadOnlyMemory<byte>? trns)
    {
        _header = header;
        var samples = header.Samples;
        if (header.ColourType == 3)
        {
            FillPalette(plte, trns is { } t ? t.Span : default);
        }
        else if (trns is { } alpha && header.ColourType is 0 or 2)
        {
            _key = ReadKey(alpha.Span, samples);
        }

        Channels = header.ColourType >= 4 || trns is not null ? 4 : 3;
    }

    /// <summary>4 where the file can have transparency, else 3.</summary>
    public int Channels { get; }

    /// <summary>Writes <paramref name="count"/> pixels; the first to <paramref name="output"/>[0], the next <paramref name="pixelStep"/> bytes on.</summary>
    public void Write(ReadOnlySpan<byte> row, int count, Span<byte> output, int pixelStep)
    {
        Span<int> s = stackalloc int[4];
        int samples = _header.Samples, depth = _header.BitDepth;
        int scale = depth < 8 ? 255 / ((1 << depth) - 1) : 1, shift = depth == 16 ? 8 : 0;
        for (var i = 0; i < count; i++)
        {
            for (var c = 0; c < samples; c++)
            {
                s[c] = Sample(row, i * samples + c, depth);
            }

            var pixel = output[(i * pixelStep)..];
            var alpha = _key is null || !s[..samples].SequenceEqual(_key) ? 255 : 0;
            switch (_header.ColourType)
            {
                case 3:
                    _palette.AsSpan(s[0] * 4, 3).CopyTo(pixel);
                    alpha = _palette[s[0] * 4 + 3];
                    break;
                case 0 or 4:
                    pixel[0] = pixel[1] = pixel[2] = (byte)((s[0] >> shift) * scale);
                    if (samples == 2)
                    {
                        alpha = s[1] >> shift;
                    }

                    break;
                default:
                    for (var c = 0; c < 3; c++)
                    {
                        pixel[c] = (byte)(s[c] >> shift);
                    }

                    if (samples == 4)
                    {
                        alpha = s[3] >> shift;
                    }

                    break;
            }
            if (Channels == 4)
            {
                pixel[3] = (byte)alpha;
            }
        }
    }

    private static int Sample(ReadOnlySpan<byte> row, int index, int depth) => depth switch
    {
        8 => row[index],
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(index * 2)..]),
        _ => (row[index * depth >> 3] >> (8 - depth - (index * depth & 7))) & ((1 << depth) - 1),
    };

    private void FillPalette(ReadOnlySpan<byte> plte, ReadOnlySpan<byte> trns)
    {
        if (plte.IsEmpty || plte.Length % 3 != 0 || plte.Length > 768)
        {
            throw ImageFormatException.Damaged($"The PNG file is damaged: a palette (PLTE) of {plte.Length} bytes.");
        }

        for (var i = 0; i < 256; i++)
        {
            _palette[i * 4 + 3] = i < trns.Length ? trns[i] : (byte)255;
        }

        for (var i = 0; i < plte.Length / 3; i++)
        {
            plte.Slice(i * 3, 3).CopyTo(_palette.AsSpan(i * 4));
        }
    }

    private static int[] ReadKey(ReadOnlySpan<byte> trns, int samples)
    {
        if (trns.Length != samples * 2)
        {
            throw ImageFormatException.Damaged($"The PNG file is damaged: a transparent colour (tRNS) of {trns.Length} bytes.");
        }

        var key = new int[samples];
        for (var c = 0; c < samples; c++)
        {
            key[c] = BinaryPrimitives.ReadUInt16BigEndian(trns[(c * 2)..]);
        }

        return key;
    }
}
