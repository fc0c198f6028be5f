namespace Lora.Imaging.Tiff;

/// <summary>Where a page's rows lie in the file: in strips, each compressed by itself; of separate planes one after another.</summary>
internal sealed class TiffStrips
{
    /// <summary>LZW makes fewer bytes than so many of one; packed bits and deflate make fewer still.</summary>
    private const long MostUnpacked = 4096;

    private readonly TiffPage _page;
    private readonly uint[] _offsets, _lengths;
    private readonly int _rows, _perPlane;

    /// <exception cref="ImageFormatException">A strip lies outside the file, or cannot hold its rows.</exception>
    public TiffStrips(TiffDirectory directory, TiffPage page, int fileLength)
    {
        _page = page;
        _offsets = directory.Numbers(TiffTag.StripOffsets) ?? [];
        _lengths = directory.Numbers(TiffTag.StripLengths) ?? [];
        _rows = (int)Math.Min(TiffPage.One(directory, TiffTag.RowsPerStrip, uint.MaxValue), page.Height);
        var planes = TiffPage.One(directory, TiffTag.Planar, 1) == 2 ? page.Samples : 1;
        Samples = page.Samples / planes;
        _perPlane = _rows == 0 ? 0 : (page.Height + _rows - 1) / _rows;
        if (_rows == 0 || _offsets.Length != _lengths.Length || _offsets.Length != (long)_perPlane * planes)
        {
            throw TiffPage.Damaged("its table of strips does not fit its size");
        }

        for (var i = 0; i < _offsets.Length; i++)
        {
            var bytes = (long)RowBytes * RowsOf(i);
            var least = page.Compression == TiffCompression.None ? bytes : Math.Max(1, bytes / MostUnpacked);
            if (_offsets[i] + (long)_lengths[i] > fileLength || _lengths[i] < least)
            {
                throw CutOff();
            }
        }
    }

    /// <summary>A pixel, in a row: all, or in planes one.</summary>
    public int Samples { get; }

    private int RowBytes => checked((int)(((long)_page.Width * Samples * _page.Bits + 7) / 8));

    /// <summary>Calls back for each row of each plane, with its unpacked bytes: of all samples, or of the plane's one.</summary>
    public void Read(ReadOnlyMemory<byte> file, Action<ReadOnlySpan<byte>, int, int> row)
    {
        var strip = new byte[checked(RowBytes * _rows)];
        for (var i = 0; i < _offsets.Length; i++)
        {
            var target = strip.AsSpan(0, RowBytes * RowsOf(i));
            TiffUnpack.Strip(_page.Compression, file.Slice((int)_offsets[i], (int)_lengths[i]), target);
            for (var y = 0; y < RowsOf(i); y++)
            {
                var bytes = target.Slice(y * RowBytes, RowBytes);
                if (_page.HasDifferences)
                {
                    Sum(bytes);
                }

                row(bytes, i / _perPlane, i % _perPlane * _rows + y);
            }
        }
    }

    public static ImageFormatException CutOff() => ImageFormatException.Damaged("The TIFF file is cut off: it ends before its pixels do.");

    private int RowsOf(int strip) => Math.Min(_rows, _page.Height - strip % _perPlane * _rows);

    /// <summary>Each sample is stored as its difference from the one on the left.</summary>
    private void Sum(Span<byte> row)
    {
        if (_page.Bits == 8)
        {
            for (var i = Samples; i < row.Length; i++)
            {
                row[i] += row[i - Samples];
            }

            return;
        }

        var (upper, lower) = _page.IsLittle ? (1, 0) : (0, 1);
        for (var i = Samples * 2; i < row.Length; i += 2)
        {
            var left = i - Samples * 2;
            var sum = (row[i + upper] << 8 | row[i + lower]) + (row[left + upper] << 8 | row[left + lower]);
            (row[i + upper], row[i + lower]) = ((byte)(sum >> 8), (byte)sum);
        }
    }
}
