using System.Buffers.Binary;

namespace Lora.Imaging;

/// <summary>Finds tag 0x0112 in an EXIF block (a TIFF header and its first directory). Damaged EXIF never stops decoding: it counts as upright.</summary>
internal static class ExifOrientation
{
    /// <returns>1 to 8.</returns>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.StartsWith("Exif\0\0"u8))
        {
            tiff = tiff[6..];
        }

        var little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || !(little || tiff.StartsWith("MM\0*"u8)))
        {
            return 1;
        }

        var directory = UInt32(tiff[4..], little);
        if (directory > tiff.Length - 2)
        {
            return 1;
        }

        int count = UInt16(tiff[(int)directory..], little);
        for (var i = 0; i < count; i++)
        {
            var at = directory + 2 + 12L * i;
            if (at > tiff.Length - 12)
            {
                return 1;
            }

            var entry = tiff.Slice((int)at, 12);
            if (UInt16(entry, little) != 0x0112)
            {
                continue;
            }

            var value = UInt16(entry[2..], little) == 4 ? UInt32(entry[8..], little) : UInt16(entry[8..], little);
            return value is >= 1 and <= 8 ? (int)value : 1;
        }
        return 1;
    }

    private static ushort UInt16(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    private static uint UInt32(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);
}
