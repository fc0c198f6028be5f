using System.Buffers.Binary;
using System.Text;

namespace Lora.Imaging.Tests.Colour;

/// <summary>ICC profiles made from numbers: a header and the tags that matter.</summary>
internal static class TestProfile
{
    public static readonly double[] Srgb = [0.43607, 0.22249, 0.01392, 0.38515, 0.71687, 0.09708, 0.14307, 0.06061, 0.71410];
    public static readonly double[] DisplayP3 = [0.51512, 0.24120, -0.00105, 0.29198, 0.69225, 0.04189, 0.15710, 0.06657, 0.78407];
    public static readonly double[] AdobeRgb = [0.60974, 0.31111, 0.01947, 0.20528, 0.62567, 0.06087, 0.14919, 0.06322, 0.74457];
    public static readonly double[] ProPhoto = [0.79767, 0.28804, 0, 0.13519, 0.71188, 0, 0.03134, 0.00009, 0.82491];

    /// <summary>sRGB's curve, as version 4 writes it.</summary>
    public static byte[] SrgbFormula => Formula(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);

    public static byte[] Rgb(string name, double[] primaries, byte[] curve, int version = 2) => Make("RGB ", [
        ("desc", Description(name, version)),
        ("rXYZ", Xyz(primaries[..3])), ("gXYZ", Xyz(primaries[3..6])), ("bXYZ", Xyz(primaries[6..])),
        ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
    ]);

    public static byte[] Grey(string name, byte[] curve) => Make("GRAY", [("desc", Description(name, 2)), ("kTRC", curve)]);

    public static byte[] Make(string space, (string Tag, byte[] Data)[] tags)
    {
        var head = new byte[132 + tags.Length * 12];
        Encoding.ASCII.GetBytes(space).CopyTo(head, 16);
        "acsp"u8.CopyTo(head.AsSpan(36));
        Put(head, 128, tags.Length);
        List<byte> body = [];
        for (var i = 0; i < tags.Length; i++)
        {
            Encoding.ASCII.GetBytes(tags[i].Tag).CopyTo(head, 132 + i * 12);
            Put(head, 136 + i * 12, head.Length + body.Count);
            Put(head, 140 + i * 12, tags[i].Data.Length);
            body.AddRange([.. tags[i].Data, .. new byte[-tags[i].Data.Length & 3]]);
        }

        byte[] profile = [.. head, .. body];
        Put(profile, 0, profile.Length);
        return profile;
    }

    public static byte[] Description(string name, int version)
    {
        if (version == 2)
        {
            return [.. "desc\0\0\0\0"u8, .. Word(name.Length + 1), .. Encoding.ASCII.GetBytes(name), .. new byte[79]];
        }

        var german = Encoding.BigEndianUnicode.GetBytes("Farbraum");
        var english = Encoding.BigEndianUnicode.GetBytes(name);
        return [.. "mluc\0\0\0\0"u8, .. Word(2), .. Word(12), .. "deDE"u8, .. Word(german.Length), .. Word(40),
            .. "enUS"u8, .. Word(english.Length), .. Word(40 + german.Length), .. german, .. english];
    }

    public static byte[] Power(double gamma) => [.. "curv\0\0\0\0"u8, .. Word(1), .. Half((int)Math.Round(gamma * 256))];

    /// <summary>A table of <paramref name="count"/> values.</summary>
    public static byte[] Table(int count, Func<double, double> curve) =>
        [.. "curv\0\0\0\0"u8, .. Word(count), .. Enumerable.Range(0, count).SelectMany(i => Half((int)Math.Round(curve(i / (count - 1.0)) * 65535)))];

    public static byte[] Formula(int kind, params double[] numbers) =>
        [.. "para\0\0\0\0"u8, .. Half(kind), 0, 0, .. numbers.SelectMany(Fixed)];

    public static double SrgbCurve(double x) => x <= 0.04045 ? x / 12.92 : Math.Pow((x + 0.055) / 1.055, 2.4);

    private static byte[] Xyz(double[] values) => [.. "XYZ \0\0\0\0"u8, .. values.SelectMany(Fixed)];

    private static byte[] Fixed(double value) => Word((int)Math.Round(value * 65536));

    private static byte[] Half(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Word(int value)
    {
        var word = new byte[4];
        Put(word, 0, value);
        return word;
    }

    private static void Put(byte[] bytes, int at, int value) => BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), value);
}
