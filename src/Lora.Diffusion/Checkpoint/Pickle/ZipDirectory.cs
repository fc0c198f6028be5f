using System.Buffers.Binary;
using System.Text;

namespace Lora.Diffusion;

/// <summary>A file in a zip, as the zip's directory describes it.</summary>
/// <param name="Header">Where the file's own header begins.</param>
/// <param name="Length">Bytes as stored.</param>
/// <param name="IsEncrypted">It is encrypted.</param>
/// <param name="IsCompressed">It is not stored as it is.</param>
internal readonly record struct ZipEntry(long Header, long Length, bool IsEncrypted, bool IsCompressed);

/// <summary>Finds the files in a zip. Source: PKWARE, APPNOTE.TXT 6.3.9, sections 4.3 to 4.5.</summary>
/// <param name="file">The zip.</param>
internal sealed class ZipDirectory(MappedBytes file)
{
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int End64Length = 56;
    private const int EntryLength = 46;
    private const int HeaderLength = 30;
    private const int LongestComment = ushort.MaxValue;
    private const int LongestDirectory = 1 << 26; // a checkpoint's takes some hundred kilobytes

    /// <summary>The files by their names.</summary>
    /// <exception cref="CheckpointException">The zip is damaged or cut off.</exception>
    public Dictionary<string, ZipEntry> Read()
    {
        var directory = Locate();
        var bytes = file.Span(directory.Start, (int)directory.Length);
        var entries = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);
        while (bytes.Length > 0)
        {
            if (bytes.Length < EntryLength || !bytes.StartsWith("PK\u0001\u0002"u8))
            {
                throw Damaged("its zip directory holds something else");
            }

            int name = U16(bytes, 28), extra = U16(bytes, 30), comment = U16(bytes, 32);
            if (EntryLength + name + extra + comment > bytes.Length)
            {
                throw Damaged("its zip directory ends too early");
            }

            var key = Encoding.Latin1.GetString(bytes.Slice(EntryLength, name));
            if (!entries.TryAdd(key, Entry(bytes, bytes.Slice(EntryLength + name, extra))))
            {
                throw Damaged($"'{PickleFault.Shown(key)}' stands twice in its zip directory");
            }

            bytes = bytes[(EntryLength + name + extra + comment)..];
        }

        return entries;
    }

    /// <summary>Where the bytes of a file in the zip lie.</summary>
    /// <exception cref="CheckpointException">It is encrypted or compressed, or lies elsewhere than in the zip.</exception>
    public ByteRange RangeOf(string name, ZipEntry entry)
    {
        if (entry.IsEncrypted || entry.IsCompressed)
        {
            throw PickleFault.Refused(file.Path, $"'{PickleFault.Shown(name)}' in it is {(entry.IsEncrypted ? "encrypted" : "compressed")}, "
                + "as PyTorch writes none: it was packed again. Use the file as it was published.");
        }

        if (!file.Holds(new ByteRange(entry.Header, HeaderLength)) || !file.Span(entry.Header, HeaderLength).StartsWith("PK\u0003\u0004"u8))
        {
            throw Damaged($"'{PickleFault.Shown(name)}' is not where its zip directory says");
        }

        var header = file.Span(entry.Header, HeaderLength);
        var range = new ByteRange(entry.Header + HeaderLength + U16(header, 26) + U16(header, 28), entry.Length);
        return file.Holds(range) ? range : throw Damaged($"'{PickleFault.Shown(name)}' in it is cut off");
    }

    private ByteRange Locate()
    {
        var tailStart = Math.Max(0, file.Length - EndLength - LongestComment);
        var tail = file.Span(tailStart, (int)(file.Length - tailStart));
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            var end = tail[at..];
            if (!end.StartsWith("PK\u0005\u0006"u8) || EndLength + U16(end, 20) != end.Length)
            {
                continue;
            }

            var directory = at >= LocatorLength && tail[(at - LocatorLength)..].StartsWith("PK\u0006\u0007"u8)
                ? Locate64(S64(tail, at - LocatorLength + 8))
                : new ByteRange(U32(end, 16), U32(end, 12));
            return file.Holds(directory) && directory.Length <= LongestDirectory ? directory : throw Damaged("its zip directory is not where its end says");
        }

        throw Damaged("it is cut off, for it ends without a zip directory");
    }

    private ByteRange Locate64(long at)
    {
        if (!file.Holds(new ByteRange(at, End64Length)) || !file.Span(at, End64Length).StartsWith("PK\u0006\u0006"u8))
        {
            throw Damaged("the end of its zip directory is not where its locator says");
        }

        var end = file.Span(at, End64Length);
        return new ByteRange(S64(end, 48), S64(end, 40));
    }

    private ZipEntry Entry(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra)
    {
        long stored = U32(entry, 20), whole = U32(entry, 24), header = U32(entry, 42);
        while (extra.Length >= 4 && extra.Length >= 4 + U16(extra, 2))
        {
            if (U16(extra, 0) == 1)
            {
                var fields = extra.Slice(4, U16(extra, 2));
                whole = Wide(whole, ref fields);
                stored = Wide(stored, ref fields);
                header = Wide(header, ref fields);
            }

            extra = extra[(4 + U16(extra, 2))..];
        }

        return new ZipEntry(header, stored, (U16(entry, 8) & 1) != 0, U16(entry, 10) != 0 || stored != whole);
    }

    private long Wide(long value, ref ReadOnlySpan<byte> fields)
    {
        if (value != uint.MaxValue)
        {
            return value;
        }

        if (fields.Length < 8)
        {
            throw Damaged("its zip directory lacks a size");
        }

        value = S64(fields, 0);
        fields = fields[8..];
        return value;
    }

    private CheckpointException Damaged(string what) => PickleFault.Damaged(file.Path, what);

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long S64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
