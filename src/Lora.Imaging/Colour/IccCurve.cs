using System.Buffers.Binary;

namespace Lora.Imaging.Colour;

/// <summary>A profile's tone curve, from samples (0 to 1) to linear light (0 to 1): a power, a table or a formula of ICC.1.</summary>
internal static class IccCurve
{
    private const int Steps = 64;

    /// <summary>The greatest distance from sRGB's curve, in linear light; null for what is no curve.</summary>
    public static double? DistanceFromSrgb(ReadOnlySpan<byte> tag)
    {
        double distance = 0;
        for (var i = 0; i <= Steps; i++)
        {
            var x = (double)i / Steps;
            if (At(tag, x) is not { } y || !double.IsFinite(y))
            {
                return null;
            }

            distance = Math.Max(distance, Math.Abs(y - Srgb(x)));
        }

        return distance;
    }

    private static double Srgb(double x) => x <= 0.04045 ? x / 12.92 : Math.Pow((x + 0.055) / 1.055, 2.4);

    private static double? At(ReadOnlySpan<byte> tag, double x) =>
        tag.Length < 12 ? null : tag.StartsWith("curv"u8) ? FromTable(tag, x) : tag.StartsWith("para"u8) ? FromFormula(tag, x) : null;

    private static double? FromTable(ReadOnlySpan<byte> tag, double x)
    {
        long count = BinaryPrimitives.ReadUInt32BigEndian(tag[8..]);
        var values = tag[12..];
        if (count * 2 > values.Length)
        {
            return null;
        }

        if (count == 0)
        {
            return x;
        }

        if (count == 1)
        {
            return Math.Pow(x, BinaryPrimitives.ReadUInt16BigEndian(values) / 256.0);
        }

        var place = x * (count - 1);
        var below = (int)Math.Min(place, count - 2);
        double low = BinaryPrimitives.ReadUInt16BigEndian(values[(below * 2)..]), high = BinaryPrimitives.ReadUInt16BigEndian(values[(below * 2 + 2)..]);
        return (low + (high - low) * (place - below)) / 65535;
    }

    private static double? FromFormula(ReadOnlySpan<byte> tag, double x)
    {
        int kind = BinaryPrimitives.ReadUInt16BigEndian(tag[8..]);
        var count = kind switch { 0 => 1, 1 => 3, 2 => 4, 3 => 5, 4 => 7, _ => int.MaxValue / 4 };
        if (count * 4 > tag.Length - 12)
        {
            return null;
        }

        Span<double> p = stackalloc double[7];
        for (var i = 0; i < count; i++)
        {
            p[i] = BinaryPrimitives.ReadInt32BigEndian(tag[(12 + i * 4)..]) / 65536.0;
        }

        // the standard's letters: g is the power, d the sample at which a straight line ends
        var (g, a, b, c, d, e, f) = (p[0], p[1], p[2], p[3], p[4], p[5], p[6]);
        return kind switch
        {
            0 => Math.Pow(x, g),
            1 => x >= -b / a ? Math.Pow(a * x + b, g) : 0,
            2 => x >= -b / a ? Math.Pow(a * x + b, g) + c : c,
            3 => x >= d ? Math.Pow(a * x + b, g) : c * x,
            _ => x >= d ? Math.Pow(a * x + b, g) + e : c * x + f,
        };
    }
}
