using System.Buffers.Binary;

namespace Lora.Imaging.Jpeg;

/// <summary>
/// The accurate integer inverse DCT (Loeffler, Ligtenberg, Moschytz 1989: 12 multiplications a line) in 13-bit fixed point with libjpeg's roundings,
/// so that its samples come out to the bit. Sums that overflow, which only damage makes, wrap alike in every form.
/// </summary>
internal static class InverseDct
{
    public const int Fraction = 13, Extra = 2;

    // cosines of the paper, times 2^13
    public const int C0298 = 2446, C0390 = 3196, C0541 = 4433, C0765 = 6270, C0899 = 7373, C1175 = 9633,
        C1501 = 12299, C1847 = 15137, C1961 = 16069, C2053 = 16819, C2562 = 20995, C3072 = 25172;

    /// <param name="coefficients">64, natural order.</param>
    /// <param name="quantisation">64, natural order.</param>
    /// <param name="output">8 rows of 8 samples, <paramref name="stride"/> apart.</param>
    public static void Block(ReadOnlySpan<short> coefficients, ReadOnlySpan<int> quantisation, Span<byte> output, int stride)
    {
        if (InverseDctVector.IsSupported)
        {
            InverseDctVector.Block(coefficients, quantisation, output, stride);
        }
        else
        {
            Plain(coefficients, quantisation, output, stride);
        }
    }

    /// <summary>A block of one level.</summary>
    /// <param name="first">The dequantised first coefficient.</param>
    public static void Flat(int first, Span<byte> output, int stride, int side)
    {
        // what both passes make of it
        var level = side == 1 ? ToSample((first + 4) >> 3) : ToSample(((first << Extra) + (1 << (Extra + 2))) >> (Extra + 3));
        for (var y = 0; y < side; y++)
        {
            if (side == 8)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(output[(y * stride)..], level * 0x0101010101010101UL);
            }
            else
            {
                output.Slice(y * stride, side).Fill(level);
            }
        }
    }

    public static byte ToSample(int value) => (byte)Math.Clamp(value + 128, 0, 255);

    internal static void Plain(ReadOnlySpan<short> coefficients, ReadOnlySpan<int> quantisation, Span<byte> output, int stride)
    {
        Span<int> work = stackalloc int[64];
        for (var i = 0; i < 64; i++)
        {
            work[i] = coefficients[i] * quantisation[i];
        }

        for (var x = 0; x < 8; x++)
        {
            Line(work, x, 8, Fraction - Extra);
        }

        for (var y = 0; y < 8; y++)
        {
            Line(work, y * 8, 1, Fraction + Extra + 3);
            for (var x = 0; x < 8; x++)
            {
                output[y * stride + x] = ToSample(work[y * 8 + x]);
            }
        }
    }

    /// <summary>Eight values, <paramref name="step"/> apart, in place; the result is rounded by <paramref name="shift"/> bits.</summary>
    private static void Line(Span<int> v, int at, int step, int shift)
    {
        int v0 = v[at], v1 = v[at + step], v2 = v[at + 2 * step], v3 = v[at + 3 * step];
        int v4 = v[at + 4 * step], v5 = v[at + 5 * step], v6 = v[at + 6 * step], v7 = v[at + 7 * step];

        int turn = (v2 + v6) * C0541, even2 = turn - v6 * C1847, even3 = turn + v2 * C0765;
        int sum = (v0 + v4) << Fraction, difference = (v0 - v4) << Fraction;
        int e0 = sum + even3, e1 = difference + even2, e2 = difference - even2, e3 = sum - even3;

        var all = (v7 + v3 + v5 + v1) * C1175;
        int a = (v7 + v1) * -C0899, b = (v5 + v3) * -C2562, c = all - (v7 + v3) * C1961, d = all - (v5 + v1) * C0390;
        int o3 = v7 * C0298 + a + c, o2 = v5 * C2053 + b + d, o1 = v3 * C3072 + b + c, o0 = v1 * C1501 + a + d;

        var half = 1 << (shift - 1);
        v[at] = (e0 + o0 + half) >> shift;
        v[at + 7 * step] = (e0 - o0 + half) >> shift;
        v[at + step] = (e1 + o1 + half) >> shift;
        v[at + 6 * step] = (e1 - o1 + half) >> shift;
        v[at + 2 * step] = (e2 + o2 + half) >> shift;
        v[at + 5 * step] = (e2 - o2 + half) >> shift;
        v[at + 3 * step] = (e3 + o3 + half) >> shift;
        v[at + 4 * step] = (e3 - o3 + half) >> shift;
    }
}
