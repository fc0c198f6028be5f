namespace Lora.Imaging;

/// <summary>Finds tag 0x0112 in an EXIF block (a TIFF header and its first directory). Damaged EXIF never stops decoding: it counts as upright.</summary>
internal static class ExifOrientation
{
    private const int Tag = 0x0112, LongType = 4;

    /// <returns>1 to 8.</returns>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        var directory = new TiffDirectory(tiff.StartsWith("Exif\0\0"u8) ? tiff[6..] : tiff);
        var entry = directory.Entry(Tag);
        if (entry.IsEmpty)
        {
            return 1;
        }

        var value = directory.UInt16(entry[2..]) == LongType ? directory.UInt32(entry[8..]) : directory.UInt16(entry[8..]);
        return value is >= 1 and <= 8 ? (int)value : 1;
    }
}
