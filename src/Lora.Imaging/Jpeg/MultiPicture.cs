using System.Buffers.Binary;

namespace Lora.Imaging.Jpeg;

/// <summary>
/// The index of further pictures that stand behind a JPEG file's first one (CIPA DC-007, "MPO"). Views of one scene (stereo, angles, panorama) are frames;
/// previews and the gain maps of telephones are not. A damaged index counts as none.
/// </summary>
internal static class MultiPicture
{
    private const int EntriesTag = 0xB002, EntryLength = 16;

    /// <summary>The upper byte of an entry's type. What libraries that only collect pictures write is 0.</summary>
    private const uint Undefined = 0, Views = 2;

    /// <summary>What stands before the index, a TIFF block, in its APP2 segment.</summary>
    public static ReadOnlySpan<byte> Signature => "MPF\0"u8;

    /// <param name="file">All of it.</param>
    /// <param name="at">Where the index begins, behind <see cref="Signature"/>; its offsets count from there.</param>
    /// <param name="length">Bytes of the index.</param>
    /// <param name="width">Pixels of the first picture, as stored.</param>
    /// <param name="height">As <paramref name="width"/>.</param>
    /// <returns>At least 1.</returns>
    public static int Frames(ReadOnlyMemory<byte> file, int at, int length, int width, int height)
    {
        var block = file.Span.Slice(at, length);
        var index = new TiffDirectory(block);
        var tag = index.Entry(EntriesTag);
        if (tag.IsEmpty || index.UInt32(tag[8..]) is var start && start > block.Length)
        {
            return 1;
        }

        var frames = 1;
        var entries = block[(int)start..];
        entries = entries[..(int)Math.Min(entries.Length, index.UInt32(tag[4..]))];
        // the first entry is the picture that is decoded
        for (var rest = entries; rest.Length >= EntryLength * 2; rest = rest[EntryLength..])
        {
            var entry = rest.Slice(EntryLength, EntryLength);
            var kind = index.UInt32(entry) >> 16 & 0xFF;
            var offset = at + (long)index.UInt32(entry[8..]);
            if (kind is Undefined or Views && offset > at && offset < file.Length && IsFrame(file[(int)offset..], kind, width, height))
            {
                frames++;
            }
        }

        return frames;
    }

    private static bool IsFrame(ReadOnlyMemory<byte> picture, uint kind, int width, int height)
    {
        try
        {
            return picture.Span.StartsWith((ReadOnlySpan<byte>)[0xFF, JpegSegments.Soi])
                && (kind == Views || IsAnotherOf(new JpegSegments(picture), width, height));
        }
        catch (ImageFormatException)
        {
            return false;
        }
    }

    /// <summary>Where the type tells nothing: of the same size, and not marked as a gain map (Adobe's, ISO 21496-1's, Apple's).</summary>
    private static bool IsAnotherOf(JpegSegments segments, int width, int height)
    {
        while (true)
        {
            var (marker, data) = segments.Next();
            var bytes = data.Span;
            if (marker is JpegSegments.Eoi or JpegSegments.Sos
                || (marker is JpegSegments.App1 or JpegSegments.App2
                    && (bytes.IndexOf("hdr-gain-map"u8) >= 0 || bytes.IndexOf("21496"u8) >= 0 || bytes.IndexOf("HDRGainMap"u8) >= 0)))
            {
                return false;
            }

            if (JpegFrame.IsFrame(marker) && bytes.Length >= 5)
            {
                return BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]) == height && BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]) == width;
            }
        }
    }
}
