using System.Buffers.Binary;
using System.Text;

namespace Lora.Imaging.Colour;

/// <summary>A profile's description: ASCII in version 2, UTF-16 in several languages in version 4.</summary>
internal static class IccText
{
    private const int MaxCharacters = 80;

    /// <summary>On one line, in English where there is a choice; null where there is none that can be read.</summary>
    public static string? Read(ReadOnlySpan<byte> tag)
    {
        var text = tag.Length < 16 ? null
            : tag.StartsWith("desc"u8) ? Ascii(tag)
            : tag.StartsWith("mluc"u8) ? Localised(tag)
            : null;
        var line = string.Join(' ', new string([.. (text ?? "").Select(c => char.IsControl(c) ? ' ' : c)])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
        line = line.Length > MaxCharacters ? line[..(char.IsHighSurrogate(line[MaxCharacters - 1]) ? MaxCharacters - 1 : MaxCharacters)] : line;
        return line.Length == 0 ? null : line;
    }

    private static string Ascii(ReadOnlySpan<byte> tag)
    {
        var text = tag[12..];
        text = text[..(int)Math.Min(text.Length, BinaryPrimitives.ReadUInt32BigEndian(tag[8..]))];
        return Encoding.UTF8.GetString(text.IndexOf((byte)0) is >= 0 and var end ? text[..end] : text);
    }

    private static string? Localised(ReadOnlySpan<byte> tag)
    {
        var (count, size) = (BinaryPrimitives.ReadUInt32BigEndian(tag[8..]), BinaryPrimitives.ReadUInt32BigEndian(tag[12..]));
        string? first = null;
        for (long i = 0, at = 16; i < count && size >= 12 && at + 12 <= tag.Length; i++, at += size)
        {
            var entry = tag[(int)at..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), start = BinaryPrimitives.ReadUInt32BigEndian(entry[8..]);
            if (start + length > tag.Length)
            {
                continue;
            }

            var text = Encoding.BigEndianUnicode.GetString(tag.Slice((int)start, (int)length));
            if (entry.StartsWith("en"u8))
            {
                return text;
            }

            first ??= text;
        }

        return first;
    }
}
