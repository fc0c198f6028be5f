using System.Globalization;

namespace Lora.Imaging.Tiff;

/// <summary>How the first page of a TIFF file stores its pixels: what is not decoded is refused here, by name.</summary>
/// <param name="Samples">A pixel, with those that are no colours.</param>
/// <param name="Bits">A sample: 4, 8 or 16.</param>
/// <param name="IsPalette">The sample is an index of a colour map that is there.</param>
/// <param name="Alpha">What the fourth sample is.</param>
internal readonly record struct TiffPage(int Width, int Height, int Samples, int Bits, bool IsPalette, TiffCompression Compression, TiffAlpha Alpha)
{
    private const uint WhiteIsZero = 0, BlackIsZero = 1, Rgb = 2, Palette = 3, Inks = 5;

    public static TiffPage Parse(TiffDirectory directory)
    {
        RefuseOtherKinds(directory);
        long width = One(directory, TiffTag.Width, 0), height = One(directory, TiffTag.Height, 0);
        ImageLimits.Check(width, height);
        var samples = One(directory, TiffTag.Samples, 1);
        var bits = (directory.Numbers(TiffTag.Bits) ?? [1]).Distinct().ToArray();
        var colours = One(directory, TiffTag.Photometric, uint.MaxValue);
        var known = bits is [var each] && colours switch
        {
            WhiteIsZero or BlackIsZero => samples == 1 && each is 4 or 8 or 16,
            Rgb => samples is 3 or 4 && each is 8 or 16,
            Palette => samples == 1 && each is 4 or 8 && directory.Numbers(TiffTag.ColourMap)?.Length == 3 << (int)each,
            Inks => throw new ImageFormatException(ImageProblem.Cmyk, "CMYK TIFF is not supported."),
            _ => false,
        };
        if (!known || One(directory, TiffTag.FillOrder, 1) != 1 || (directory.Numbers(TiffTag.SampleFormat) ?? [1]).Any(format => format != 1))
        {
            throw Unsupported(Invariant($"TIFF with samples of {string.Join(" and ", bits)} bits, {samples} a pixel, and colour type {colours}"));
        }

        var alpha = samples == 4 && directory.Numbers(TiffTag.ExtraSamples) is [(1 or 2) and var kind] ? (TiffAlpha)kind : TiffAlpha.None;
        return new((int)width, (int)height, (int)samples, (int)bits[0], colours == Palette, CompressionOf(directory), alpha);
    }

    /// <summary>A tag's only or first number.</summary>
    public static uint One(TiffDirectory directory, int tag, uint otherwise) => directory.Numbers(tag) is [var first, ..] ? first : otherwise;

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

    private static TiffCompression CompressionOf(TiffDirectory directory)
    {
        var number = One(directory, TiffTag.Compression, 1);
        var compression = (TiffCompression)number;
        var known = compression switch
        {
            TiffCompression.None or TiffCompression.PackBits => true,
            TiffCompression.Lzw or TiffCompression.Deflate or TiffCompression.OldDeflate => One(directory, TiffTag.Predictor, 1) is 1 or 2,
            _ => false,
        };
        return known ? compression : throw Unsupported(number switch
        {
            2 or 3 or 4 => "TIFF compressed as a fax",
            6 or 7 => "TIFF compressed as JPEG",
            50000 => "TIFF compressed with Zstandard",
            _ => Invariant($"TIFF of compression {number}"),
        });
    }

    private static ImageFormatException Unsupported(string what) =>
        ImageFormatException.Unsupported($"{what} is not supported; 'convert in.tif[0] out.png' (ImageMagick) makes a PNG of it.");

    public static ImageFormatException Damaged(string what) => ImageFormatException.Damaged($"The TIFF file is damaged: {what}.");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The compressions that are decoded.</summary>
internal enum TiffCompression { None = 1, Lzw = 5, Deflate = 8, PackBits = 32773, OldDeflate = 32946 }

/// <summary>None, or whether the colours are multiplied with it.</summary>
internal enum TiffAlpha { None = 0, Premultiplied = 1, Straight = 2 }
