namespace Lora.Imaging.Jpeg;

/// <summary>
/// The inverse DCT at 4 x 4, 2 x 2 and 1 x 1 samples a block: means of the whole block's samples, made of the coefficients that matter to them, with the
/// roundings of libjpeg's reduced-size transforms.
/// </summary>
internal static class ReducedDct
{
    // of the even half: sqrt(2) times cosines and sines of pi / 8, times 2^13; of the odd ones what becomes of all four odd coefficients
    public const int Even2 = 15137, Even6 = -6270;
    public const int Inner1 = 8697, Inner3 = -17799, Inner5 = 11893, Inner7 = -1730;
    public const int Outer1 = 20995, Outer3 = 7373, Outer5 = -4926, Outer7 = -4176;
    private const int Half1 = 29692, Half3 = -10426, Half5 = 6967, Half7 = -5906;

    /// <param name="coefficients">64, natural order.</param>
    /// <param name="quantisation">64, natural order.</param>
    /// <param name="output">As many rows and samples as <paramref name="side"/>, <paramref name="stride"/> apart.</param>
    public static void Block(ReadOnlySpan<short> coefficients, ReadOnlySpan<int> quantisation, Span<byte> output, int stride, int side)
    {
        if (side == 1)
        {
            InverseDct.Flat(coefficients[0] * quantisation[0], output, stride, 1);
        }
        else if (side == 4 && ReducedDctVector.IsSupported)
        {
            ReducedDctVector.Block(coefficients, quantisation, output, stride);
        }
        else
        {
            Plain(coefficients, quantisation, output, stride, side);
        }
    }

    internal static void Plain(ReadOnlySpan<short> coefficients, ReadOnlySpan<int> quantisation, Span<byte> output, int stride, int side)
    {
        Span<int> line = stackalloc int[8], work = stackalloc int[4 * 8];
        for (var x = 0; x < 8; x++)
        {
            if (x == 4 || (side == 2 && x is 2 or 6))
            {
                continue;
            }

            for (var y = 0; y < 8; y++)
            {
                line[y] = coefficients[y * 8 + x] * quantisation[y * 8 + x];
            }

            Line(line, work[x..], 8, side, InverseDct.Fraction - InverseDct.Extra);
        }

        for (var y = 0; y < side; y++)
        {
            Line(work.Slice(y * 8, 8), line, 1, side, InverseDct.Fraction + InverseDct.Extra + 3);
            for (var x = 0; x < side; x++)
            {
                output[y * stride + x] = InverseDct.ToSample(line[x]);
            }
        }
    }

    /// <summary>Eight values to <paramref name="side"/>; the fifth takes no part, nor do the third and seventh where two are made.</summary>
    private static void Line(ReadOnlySpan<int> v, Span<int> to, int step, int side, int shift)
    {
        int v1 = v[1], v3 = v[3], v5 = v[5], v7 = v[7];
        if (side == 2)
        {
            var mean = v[0] << (InverseDct.Fraction + 2);
            var odd = v7 * Half7 + v5 * Half5 + v3 * Half3 + v1 * Half1;
            to[0] = Rounded(mean + odd, shift + 2);
            to[step] = Rounded(mean - odd, shift + 2);
            return;
        }

        int sum = v[0] << (InverseDct.Fraction + 1), even = v[2] * Even2 + v[6] * Even6;
        var inner = v7 * Inner7 + v5 * Inner5 + v3 * Inner3 + v1 * Inner1;
        var outer = v7 * Outer7 + v5 * Outer5 + v3 * Outer3 + v1 * Outer1;
        to[0] = Rounded(sum + even + outer, shift + 1);
        to[3 * step] = Rounded(sum + even - outer, shift + 1);
        to[step] = Rounded(sum - even + inner, shift + 1);
        to[2 * step] = Rounded(sum - even - inner, shift + 1);
    }

    private static int Rounded(int value, int shift) => (value + (1 << (shift - 1))) >> shift;
}
