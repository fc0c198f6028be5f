using System.IO.Compression;

namespace Lora.Imaging.Tiff;

/// <summary>The compressions of a strip (TIFF 6.0, sections 9 and 13; deflate of Adobe's supplement). Each fills its target or is an error.</summary>
internal static class TiffUnpack
{
    public static void Strip(TiffCompression compression, ReadOnlyMemory<byte> packed, Span<byte> target)
    {
        var filled = compression switch
        {
            TiffCompression.None => Copy(packed.Span, target),
            TiffCompression.PackBits => PackBits(packed.Span, target),
            TiffCompression.Lzw => Lzw(packed.Span, target),
            _ => Deflate(packed, target),
        };
        if (filled < target.Length)
        {
            throw TiffStrips.CutOff();
        }
    }

    private static int Copy(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        var count = Math.Min(packed.Length, target.Length);
        packed[..count].CopyTo(target);
        return count;
    }

    private static int PackBits(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        var filled = 0;
        for (var at = 0; at + 1 < packed.Length && filled < target.Length;)
        {
            var head = (sbyte)packed[at++];
            if (head >= 0)
            {
                filled += Copy(packed.Slice(at, Math.Min(head + 1, packed.Length - at)), target[filled..]);
                at += head + 1;
            }
            else if (head != sbyte.MinValue)
            {
                var count = Math.Min(1 - head, target.Length - filled);
                target.Slice(filled, count).Fill(packed[at++]);
                filled += count;
            }
        }

        return filled;
    }

    /// <summary>
    /// A code's string is the one before it and the byte behind that: both lie side by side in what is unpacked already, so that a table of places will do.
    /// </summary>
    private static int Lzw(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        const int clear = 256, end = 257, codes = 4096;
        Span<int> places = stackalloc int[codes];
        Span<int> lengths = stackalloc int[codes];
        int next = end + 1, width = 9, filled = 0, lastPlace = 0, lastLength = 0;
        for (long bit = 0; bit + width <= packed.Length * 8L && filled < target.Length;)
        {
            var code = Bits(packed, bit, width);
            bit += width;
            if (code == end)
            {
                break;
            }

            if (code == clear)
            {
                (next, width, lastLength) = (end + 1, 9, 0);
                continue;
            }

            if (lastLength > 0 && next < codes)
            {
                (places[next], lengths[next]) = (lastPlace, lastLength + 1);
                next++;
                // one code early, as the first writers had it
                width += next == (1 << width) - 1 && width < 12 ? 1 : 0;
            }

            if (code >= next)
            {
                throw TiffPage.Damaged("a strip's LZW code stands for nothing");
            }

            (lastPlace, lastLength) = (filled, code < clear ? 1 : Math.Min(lengths[code], target.Length - filled));
            if (code < clear)
            {
                target[filled++] = (byte)code;
                continue;
            }

            // byte by byte: a string may reach into itself
            for (var from = places[code]; filled < lastPlace + lastLength; from++)
            {
                target[filled++] = target[from];
            }
        }

        return filled;
    }

    private static int Bits(ReadOnlySpan<byte> bytes, long bit, int width)
    {
        var at = (int)(bit >> 3);
        var word = bytes[at] << 16 | (at + 1 < bytes.Length ? bytes[at + 1] << 8 : 0) | (at + 2 < bytes.Length ? bytes[at + 2] : 0);
        return word >> (24 - width - (int)(bit & 7)) & ((1 << width) - 1);
    }

    private static int Deflate(ReadOnlyMemory<byte> packed, Span<byte> target)
    {
        using var inflate = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        try
        {
            return inflate.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw ImageFormatException.Damaged("The TIFF file is damaged: its compressed pixels cannot be unpacked.", e);
        }
    }
}
