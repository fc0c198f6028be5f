namespace Lora.Imaging.Tiff;

/// <summary>Where a page's rows lie in the file.</summary>
internal static class TiffStrips
{
    /// <summary>LZW makes at most so many bytes of one; packed bits and deflate make fewer.</summary>
    private const long MostUnpacked = 4096;

    /// <exception cref="ImageFormatException">A strip lies outside the file, or they cannot hold the pixels.</exception>
    public static void Check(TiffDirectory directory, TiffPage page, int fileLength)
    {
        uint[]? offsets = directory.Numbers(TiffTag.StripOffsets), lengths = directory.Numbers(TiffTag.StripLengths);
        var rows = Math.Min(TiffPage.One(directory, TiffTag.RowsPerStrip, uint.MaxValue), page.Height);
        var planes = TiffPage.One(directory, TiffTag.Planar, 1) == 2 ? page.Samples : 1;
        if (rows == 0 || offsets is null || lengths is null || offsets.Length != lengths.Length
            || offsets.Length != (page.Height + rows - 1) / rows * planes)
        {
            throw TiffPage.Damaged("its table of strips does not fit its size");
        }

        var rowBytes = ((long)page.Width * (page.Samples / planes) * page.Bits + 7) / 8;
        for (var i = 0; i < offsets.Length; i++)
        {
            var from = i % (offsets.Length / planes) * rows;
            var bytes = rowBytes * Math.Min(rows, page.Height - from);
            if (offsets[i] + (long)lengths[i] > fileLength || lengths[i] < Least(page.Compression, bytes))
            {
                throw ImageFormatException.Damaged("The TIFF file is cut off: it ends before its pixels do.");
            }
        }
    }

    private static long Least(TiffCompression compression, long bytes) =>
        compression == TiffCompression.None ? bytes : Math.Max(1, bytes / MostUnpacked);
}
