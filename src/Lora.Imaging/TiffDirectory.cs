using System.Buffers.Binary;

namespace Lora.Imaging;

/// <summary>A directory of a TIFF block, in the order of bytes that the block names: the first, or another. A damaged block has no entries.</summary>
internal readonly ref struct TiffDirectory
{
    public const int EntryLength = 12;

    private readonly ReadOnlySpan<byte> _tiff;
    private readonly ReadOnlySpan<byte> _entries;
    private readonly bool _little;

    public TiffDirectory(ReadOnlySpan<byte> tiff)
    {
        _little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length >= 8 && (_little || tiff.StartsWith("MM\0*"u8)))
        {
            _tiff = tiff;
            At = UInt32(tiff[4..]);
            _entries = EntriesAt(At);
        }
    }

    private TiffDirectory(TiffDirectory first, long at)
    {
        _tiff = first._tiff;
        (_little, At) = (first._little, at);
        _entries = EntriesAt(at);
    }

    /// <summary>Where it begins in the block, with the number of its entries.</summary>
    public long At { get; }

    /// <summary>The lower byte stands first.</summary>
    public bool IsLittle => _little;

    public bool IsEmpty => _entries.IsEmpty;

    /// <summary>Where the next directory begins; 0 behind the last one, and where that is outside the block.</summary>
    public long Next
    {
        get
        {
            var at = At + 2 + _entries.Length;
            return !IsEmpty && at + 4 <= _tiff.Length && UInt32(_tiff[(int)at..]) is var next && next < _tiff.Length ? next : 0;
        }
    }

    public TiffDirectory Other(long at) => new(this, at);

    /// <summary>The 12 bytes of an entry: tag, type, count, value or where it lies in the block. Empty where there is none.</summary>
    public ReadOnlySpan<byte> Entry(int tag)
    {
        for (var rest = _entries; rest.Length >= EntryLength; rest = rest[EntryLength..])
        {
            if (UInt16(rest) == tag)
            {
                return rest[..EntryLength];
            }
        }

        return default;
    }

    /// <summary>An entry's whole numbers, wherever in the block they lie; null where there is no such entry, they are no numbers, or lie outside.</summary>
    public uint[]? Numbers(int tag)
    {
        var entry = Entry(tag);
        var size = entry.IsEmpty ? 0 : UInt16(entry[2..]) switch { 1 => 1, 3 => 2, 4 => 4, _ => 0 };
        if (size == 0 || Bytes(entry, size) is var bytes && bytes.IsEmpty)
        {
            return null;
        }

        var numbers = new uint[bytes.Length / size];
        for (var i = 0; i < numbers.Length; i++)
        {
            var at = bytes[(i * size)..];
            numbers[i] = size switch { 1 => at[0], 2 => UInt16(at), _ => UInt32(at) };
        }

        return numbers;
    }

    /// <summary>The bytes of an entry's values; empty where there are none, or they lie outside the block.</summary>
    /// <param name="entry">Of this block.</param>
    /// <param name="size">Bytes a value.</param>
    public ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> entry, int size)
    {
        if (entry.IsEmpty)
        {
            return default;
        }

        long length = UInt32(entry[4..]) * (long)size, at = UInt32(entry[8..]);
        return length <= 4 ? entry.Slice(8, (int)length) : at + length <= _tiff.Length ? _tiff.Slice((int)at, (int)length) : default;
    }

    public ushort UInt16(ReadOnlySpan<byte> at) => _little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    public uint UInt32(ReadOnlySpan<byte> at) => _little ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);

    private ReadOnlySpan<byte> EntriesAt(long at)
    {
        if (at > _tiff.Length - 2)
        {
            return default;
        }

        var entries = _tiff[((int)at + 2)..];
        return entries[..Math.Min(entries.Length, UInt16(_tiff[(int)at..]) * EntryLength)];
    }
}
