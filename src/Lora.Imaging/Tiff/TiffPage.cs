using System.Globalization;

namespace Lora.Imaging.Tiff;

/// <summary>The compressions that are unpacked.</summary>
internal enum TiffCompression { None = 1, Lzw = 5, Deflate = 8, PackBits = 32773, OldDeflate = 32946 }

/// <summary>What samples mean.</summary>
internal enum TiffColour { WhiteIsZero = 0, BlackIsZero = 1, Rgb = 2, Palette = 3, Inks = 5 }

/// <summary>What a fourth sample is: no alpha, or one with which the colours are multiplied, or not.</summary>
internal enum TiffAlpha { None = 0, Premultiplied = 1, Straight = 2 }

/// <summary>How the first page of a TIFF file stores its pixels: what is not decoded is refused here, by name.</summary>
/// <param name="Samples">A pixel, with those that are no colours: 1, 3 or 4.</param>
/// <param name="Bits">A sample: 1, 2, 4, 8 or 16.</param>
/// <param name="IsLittle">Of 16 bits the lower byte stands first.</param>
/// <param name="HasDifferences">Samples are stored as differences from those on the left.</param>
internal readonly record struct TiffPage(
    int Width, int Height, int Samples, int Bits, TiffColour Colours, TiffAlpha Alpha, TiffCompression Compression, bool IsLittle, bool HasDifferences)
{
    public static TiffPage Parse(TiffDirectory directory)
    {
        RefuseOtherKinds(directory);
        long width = One(directory, TiffTag.Width, 0), height = One(directory, TiffTag.Height, 0);
        ImageLimits.Check(width, height);
        var samples = One(directory, TiffTag.Samples, 1);
        var bits = (directory.Numbers(TiffTag.Bits) ?? [1]).Distinct().ToArray();
        var colours = (TiffColour)One(directory, TiffTag.Photometric, uint.MaxValue);
        var known = bits is [var each] && colours switch
        {
            TiffColour.WhiteIsZero or TiffColour.BlackIsZero => samples == 1 && each is 1 or 2 or 4 or 8 or 16,
            TiffColour.Rgb => samples is 3 or 4 && each is 8 or 16,
            TiffColour.Palette => samples == 1 && each is 1 or 2 or 4 or 8,
            TiffColour.Inks => throw new ImageFormatException(ImageProblem.Cmyk, "CMYK TIFF is not supported."),
            _ => false,
        };
        if (!known || One(directory, TiffTag.FillOrder, 1) != 1 || (directory.Numbers(TiffTag.SampleFormat) ?? [1]).Any(format => format != 1))
        {
            throw Unsupported(Invariant($"TIFF with samples of {string.Join(" and ", bits)} bits, {samples} a pixel, and colour type {(int)colours}"));
        }

        if (colours == TiffColour.Palette && directory.Numbers(TiffTag.ColourMap)?.Length != 3 << (int)bits[0])
        {
            throw Damaged("its palette does not fit its pixels");
        }

        var differences = One(directory, TiffTag.Predictor, 1) == 2;
        return new((int)width, (int)height, (int)samples, (int)bits[0], colours,
            samples == 4 && directory.Numbers(TiffTag.ExtraSamples) is [(1 or 2) and var alpha] ? (TiffAlpha)alpha : TiffAlpha.None,
            CompressionOf(directory, bits[0], differences, out var isPacked), directory.IsLittle, differences && isPacked);
    }

    /// <summary>A tag's first number.</summary>
    public static uint One(TiffDirectory directory, int tag, uint otherwise) => directory.Numbers(tag) is [var first, ..] ? first : otherwise;

    public static ImageFormatException Damaged(string what) => ImageFormatException.Damaged($"The TIFF file is damaged: {what}.");

    private static void RefuseOtherKinds(TiffDirectory directory)
    {
        if (directory.IsEmpty)
        {
            throw Damaged("it has no directory of tags");
        }

        // a camera's file shows a small preview first; a DNG may hold the picture itself there, undeveloped
        if (!directory.Entry(TiffTag.DngVersion).IsEmpty || (One(directory, TiffTag.SubfileType, 0) & 1) != 0)
        {
            throw Unsupported("Camera raw, or a TIFF that begins with a preview,");
        }

        if (!directory.Entry(TiffTag.TileWidth).IsEmpty)
        {
            throw Unsupported("TIFF in tiles");
        }
    }

    /// <param name="isPacked">Differences are only there under LZW and deflate.</param>
    private static TiffCompression CompressionOf(TiffDirectory directory, uint bits, bool differences, out bool isPacked)
    {
        var number = One(directory, TiffTag.Compression, 1);
        var compression = (TiffCompression)number;
        isPacked = compression is TiffCompression.Lzw or TiffCompression.Deflate or TiffCompression.OldDeflate;
        if (isPacked && (differences ? bits < 8 : One(directory, TiffTag.Predictor, 1) != 1))
        {
            throw Unsupported("TIFF with such a predictor");
        }

        return isPacked || compression is TiffCompression.None or TiffCompression.PackBits ? compression : throw Unsupported(number switch
        {
            2 or 3 or 4 => "TIFF compressed as a fax",
            6 or 7 => "TIFF compressed as JPEG",
            50000 => "TIFF compressed with Zstandard",
            _ => Invariant($"TIFF of compression {number}"),
        });
    }

    private static ImageFormatException Unsupported(string what) =>
        ImageFormatException.Unsupported($"{what} is not supported; ImageMagick makes a PNG of one.");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
