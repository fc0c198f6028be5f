using System.Buffers.Binary;

namespace Lora.Imaging;

/// <summary>The first directory of a TIFF block, in the order of bytes that the block names. A damaged block has no entries.</summary>
internal readonly ref struct TiffDirectory
{
    private readonly ReadOnlySpan<byte> _entries;
    private readonly bool _little;

    public TiffDirectory(ReadOnlySpan<byte> tiff)
    {
        _little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || !(_little || tiff.StartsWith("MM\0*"u8)) || UInt32(tiff[4..]) is var at && at > tiff.Length - 2)
        {
            return;
        }

        var entries = tiff[((int)at + 2)..];
        _entries = entries[..Math.Min(entries.Length, UInt16(tiff[(int)at..]) * 12)];
    }

    /// <summary>The 12 bytes of an entry: tag, type, count, value or where it lies in the block. Empty where there is none.</summary>
    public ReadOnlySpan<byte> Entry(int tag)
    {
        for (var rest = _entries; rest.Length >= 12; rest = rest[12..])
        {
            if (UInt16(rest) == tag)
            {
                return rest[..12];
            }
        }

        return default;
    }

    public ushort UInt16(ReadOnlySpan<byte> at) => _little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    public uint UInt32(ReadOnlySpan<byte> at) => _little ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);
}
