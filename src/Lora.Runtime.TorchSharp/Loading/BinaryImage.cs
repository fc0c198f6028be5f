using System.Buffers.Binary;

namespace Lora.Runtime.Torch.Loading;

/// <summary>
/// Whether a library or assembly is as long as its own headers say. The system's loader maps a file that was cut short without a word, and the process dies
/// when it touches what is missing. Formats: ELF64, PE32+ (and PE32 for assemblies), Mach-O 64, little-endian.
/// </summary>
internal static class BinaryImage
{
    private const uint MachO = 0xfeedfacf, MachOSegment = 0x19;

    public static bool IsWhole(Stream file)
    {
        var head = new byte[Math.Min(file.Length, 65536)];
        file.ReadExactly(head);
        try
        {
            return End(head) is { } end && end <= file.Length;
        }
        catch (ArgumentOutOfRangeException)
        {
            // a header that points beyond the file's beginning
            return false;
        }
    }

    /// <summary>Where the last part ends that the headers tell of; null for no known format.</summary>
    private static long? End(ReadOnlySpan<byte> head) =>
        head.StartsWith("\u007fELF\u0002\u0001"u8) ? ElfEnd(head) : head.StartsWith("MZ"u8) ? PeEnd(head) : UInt(head, 0) == MachO ? MachOEnd(head) : null;

    private static long ElfEnd(ReadOnlySpan<byte> head)
    {
        // the section table stands last in the file; the segments are what is mapped
        var end = Long(head, 0x28) + (long)UShort(head, 0x3a) * UShort(head, 0x3c);
        for (var i = 0; i < UShort(head, 0x38); i++)
        {
            var segment = head[(int)(Long(head, 0x20) + (long)i * UShort(head, 0x36))..];
            end = Math.Max(end, Long(segment, 0x08) + Long(segment, 0x20));
        }

        return end;
    }

    private static long PeEnd(ReadOnlySpan<byte> head)
    {
        var coff = head[(int)(UInt(head, 0x3c) + 4)..];
        var sections = coff[(20 + UShort(coff, 16))..];
        // a signature stands behind the sections, at an offset in the file: the fifth of the directories that the optional header ends in
        const int Wide = 0x20b, Signature = 4;
        var directory = 20 + (UShort(coff, 20) == Wide ? 112 : 96) + 8 * Signature;
        var end = (long)UInt(coff, directory) + UInt(coff, directory + 4);
        for (var i = 0; i < UShort(coff, 2); i++)
        {
            end = Math.Max(end, (long)UInt(sections, 40 * i + 16) + UInt(sections, 40 * i + 20));
        }

        return end;
    }

    private static long MachOEnd(ReadOnlySpan<byte> head)
    {
        long end = 0;
        var at = 32;
        for (var i = 0; i < UInt(head, 16); i++, at += (int)UInt(head, at + 4))
        {
            if (UInt(head, at) == MachOSegment)
            {
                end = Math.Max(end, Long(head, at + 40) + Long(head, at + 48));
            }
        }

        return end;
    }

    private static ushort UShort(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
