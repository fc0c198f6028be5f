using Lora.Imaging.Jpeg;
using Lora.Vocabulary;

namespace Lora.Imaging;

/// <summary>The quality that a JPEG file was probably saved with, 1 to 100, from its quantisation tables.</summary>
public static class JpegQuality
{
    /// <summary>
    /// The first quality at which the specification's tables are as fine as the file's, by the sum of all entries or by a few of them, as ImageMagick estimates
    /// it; coarse tables of 16 bits count too. Null where the file is no JPEG, or is damaged before its first table.
    /// </summary>
    public static int? Estimate(ReadOnlyMemory<byte> file)
    {
        if (ImageFormats.Sniff(file.Span)?.Name != ImageFormats.Jpeg.Name)
        {
            return null;
        }

        try
        {
            return Tables(file) is { } tables ? Estimate(tables.First, tables.Second) : null;
        }
        catch (ImageFormatException)
        {
            return null;
        }
    }

    private static (int[] First, int[]? Second)? Tables(ReadOnlyMemory<byte> file)
    {
        var segments = new JpegSegments(file);
        var tables = new JpegTables();
        while (true)
        {
            var (marker, data) = segments.Next();
            if (marker is JpegSegments.Sos or JpegSegments.Eoi)
            {
                return tables.FindQuantisation(0) is { } first ? (first, tables.FindQuantisation(1)) : null;
            }

            if (marker == JpegSegments.Dqt)
            {
                tables.ReadQuantisation(data.Span);
            }
        }
    }

    private static int Estimate(int[] first, int[]? second)
    {
        var largest = first.Concat(second ?? []).Max() > byte.MaxValue ? short.MaxValue : byte.MaxValue;
        var (sum, probe) = (Sum(first, second), Probe(first, second));
        for (var quality = 1; quality < 100; quality++)
        {
            var luminance = StandardQuantisation.Scaled(StandardQuantisation.Luminance, quality, largest);
            var chrominance = second is null ? null : StandardQuantisation.Scaled(StandardQuantisation.Chrominance, quality, largest);
            if (sum >= Sum(luminance, chrominance) || probe >= Probe(luminance, chrominance))
            {
                return quality;
            }
        }

        return 100;
    }

    private static int Sum(int[] first, int[]? second) => first.Sum(entry => entry) + (second?.Sum(entry => entry) ?? 0);

    private static int Probe(int[] first, int[]? second) => first[2] + first[53] + (second is null ? 0 : second[0] + second[63]);
}
