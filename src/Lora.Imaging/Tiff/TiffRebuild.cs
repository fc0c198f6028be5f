using System.Buffers.Binary;

namespace Lora.Imaging.Tiff;

/// <summary>
/// A TIFF file of one page's pixels and nothing else, for a decoder that shall see no byte unchecked: the old file, so that its strips stay where they are, and
/// behind it a directory that is written anew.
/// </summary>
internal static class TiffRebuild
{
    private const ushort Short = 3, Long = 4;

    // as in a directory, ascending
    private static ReadOnlySpan<int> Tags =>
    [
        TiffTag.Width, TiffTag.Height, TiffTag.Bits, TiffTag.Compression, TiffTag.Photometric, TiffTag.StripOffsets, TiffTag.Samples, TiffTag.RowsPerStrip,
        TiffTag.StripLengths, TiffTag.Planar, TiffTag.Predictor, TiffTag.ColourMap, TiffTag.ExtraSamples, TiffTag.SampleFormat,
    ];

    public static byte[] Of(ReadOnlySpan<byte> file, TiffDirectory directory, TiffPage page)
    {
        var little = file[0] == 'I';
        using MemoryStream rebuilt = new(), entries = new();
        rebuilt.Write(file);
        var count = 0;
        foreach (var tag in Tags)
        {
            if (Numbers(directory, page, tag) is { } numbers)
            {
                var type = tag is TiffTag.Width or TiffTag.Height or TiffTag.StripOffsets or TiffTag.RowsPerStrip or TiffTag.StripLengths ? Long : Short;
                WriteEntry(entries, rebuilt, little, tag, type, numbers);
                count++;
            }
        }

        var at = (uint)rebuilt.Length;
        Write(rebuilt, little, Short, (uint)count);
        rebuilt.Write(entries.GetBuffer(), 0, (int)entries.Length);
        Write(rebuilt, little, Long, 0);
        rebuilt.Position = 4;
        Write(rebuilt, little, Long, at);
        return rebuilt.ToArray();
    }

    private static uint[]? Numbers(TiffDirectory directory, TiffPage page, int tag) => tag switch
    {
        TiffTag.Bits => [.. Enumerable.Repeat((uint)page.Bits, page.Samples)],
        // straight, to be had as it stands
        TiffTag.ExtraSamples => page.Samples == 4 ? [(uint)TiffAlpha.Straight] : null,
        // the colour of the upper byte, at 16 bits
        TiffTag.ColourMap => page.IsPalette ? [.. directory.Numbers(tag)!.Select(level => level >> 8 & 0xFF).Select(level => level << 8 | level)] : null,
        _ => directory.Numbers(tag),
    };

    private static void WriteEntry(MemoryStream entries, MemoryStream values, bool little, int tag, ushort type, uint[] numbers)
    {
        Write(entries, little, Short, (uint)tag);
        Write(entries, little, Short, type);
        Write(entries, little, Long, (uint)numbers.Length);
        var to = entries;
        if (numbers.Length * (type == Short ? 2 : 4) > 4)
        {
            Write(entries, little, Long, (uint)values.Length);
            to = values;
        }

        foreach (var number in numbers)
        {
            Write(to, little, type, number);
        }

        // what an entry holds itself fills four bytes
        if (to == entries && type == Short && numbers.Length == 1)
        {
            Write(entries, little, Short, 0);
        }
    }

    private static void Write(MemoryStream to, bool little, ushort type, uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (type == Short)
        {
            bytes = bytes[..2];
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)number);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        }

        if (!little)
        {
            bytes.Reverse();
        }

        to.Write(bytes);
    }
}
