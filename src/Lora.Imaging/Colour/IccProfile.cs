using System.Buffers.Binary;

namespace Lora.Imaging.Colour;

/// <summary>
/// An embedded colour profile (ICC.1, versions 2 and 4), read as far as it tells whether the samples are sRGB's. There are hundreds of sRGB profiles, so what
/// counts is what a profile does to the samples; its name only where that cannot be told. Any bytes may be given.
/// </summary>
internal static class IccProfile
{
    /// <summary>Longest profile looked at, in bytes; those of printers reach some millions.</summary>
    public const int MaxLength = 1 << 24;

    private const int TagTable = 128;

    // a rounding of the stored numbers, or another way to the same white; the nearest other primaries (EBU's) are 0.02 away
    private const double PrimaryTolerance = 0.005;

    // of linear light: a curve of a few points passes, a plain power of 2.2 (0.008) only in a profile that calls itself sRGB
    private const double CurveTolerance = 0.004, NamedCurveTolerance = 0.012;

    // XYZ of red, green and blue, adapted to D50 as in every profile (IEC 61966-2-1 through the Bradford transform)
    private static readonly double[] SrgbPrimaries = [0.43607, 0.22249, 0.01392, 0.38515, 0.71687, 0.09708, 0.14307, 0.06061, 0.71410];

    /// <summary>How a profile that is not sRGB describes itself; null for sRGB, and for bytes that are no profile.</summary>
    public static string? ForeignName(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < TagTable + 4 || !profile[36..].StartsWith("acsp"u8))
        {
            return null;
        }

        var name = IccText.Read(Tag(profile, "desc"u8));
        var isNamedSrgb = name is not null && name.Contains("sRGB", StringComparison.OrdinalIgnoreCase);
        if (IsSrgb(profile, isNamedSrgb ? NamedCurveTolerance : CurveTolerance) is { } measured)
        {
            return measured ? null : name ?? "unnamed";
        }

        return isNamedSrgb ? null : name;
    }

    /// <summary>Null: a profile of tables, or one that is damaged.</summary>
    private static bool? IsSrgb(ReadOnlySpan<byte> profile, double curveTolerance)
    {
        var space = profile.Slice(16, 4);
        if (space.SequenceEqual("GRAY"u8))
        {
            return IccCurve.DistanceFromSrgb(Tag(profile, "kTRC"u8)) <= curveTolerance;
        }

        if (!space.SequenceEqual("RGB "u8))
        {
            return false;
        }

        double primaries = 0, curves = 0;
        for (var channel = 0; channel < 3; channel++)
        {
            var letter = "rgb"u8[channel];
            if (PrimaryDistance(Tag(profile, [letter, .. "XYZ"u8]), channel) is not { } primary
                || IccCurve.DistanceFromSrgb(Tag(profile, [letter, .. "TRC"u8])) is not { } curve)
            {
                return null;
            }

            (primaries, curves) = (Math.Max(primaries, primary), Math.Max(curves, curve));
        }

        return primaries <= PrimaryTolerance && curves <= curveTolerance;
    }

    private static double? PrimaryDistance(ReadOnlySpan<byte> tag, int channel)
    {
        if (tag.Length < 20 || !tag.StartsWith("XYZ "u8))
        {
            return null;
        }

        double distance = 0;
        for (var axis = 0; axis < 3; axis++)
        {
            var value = BinaryPrimitives.ReadInt32BigEndian(tag[(8 + axis * 4)..]) / 65536.0;
            distance = Math.Max(distance, Math.Abs(value - SrgbPrimaries[channel * 3 + axis]));
        }

        return distance;
    }

    /// <summary>Empty where there is no such tag, or it lies outside.</summary>
    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> signature)
    {
        var rest = profile[(TagTable + 4)..];
        for (var count = BinaryPrimitives.ReadUInt32BigEndian(profile[TagTable..]); count > 0 && rest.Length >= 12; count--, rest = rest[12..])
        {
            if (rest.StartsWith(signature))
            {
                long at = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]), length = BinaryPrimitives.ReadUInt32BigEndian(rest[8..]);
                return at + length <= profile.Length ? profile.Slice((int)at, (int)length) : default;
            }
        }

        return default;
    }
}
