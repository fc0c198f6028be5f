namespace Lora.Imaging.Jpeg;

/// <summary>
/// The cosine transform of a block of 8 x 8 samples in fixed point: the same coefficients on every machine. The sums of mirrored pairs make the even ones,
/// their differences the odd ones.
/// </summary>
internal static class ForwardDct
{
    private const int Fraction = 13, Between = 4;

    /// <summary>C(k) / 2 * cos((2n + 1) k pi / 16) for n up to 3, times 2^13; four to a k.</summary>
    private static readonly int[] Basis = [.. Enumerable.Range(0, 32).Select(i =>
        (int)Math.Round((i < 4 ? Math.Sqrt(0.125) : 0.5 * Math.Cos((2 * (i % 4) + 1) * (i / 4) * Math.PI / 16)) * (1 << Fraction)))];

    /// <param name="samples">64, less 128; replaced by the coefficients, natural order.</param>
    public static void Block(Span<int> samples)
    {
        for (var y = 0; y < 8; y++)
        {
            Line(samples[(y * 8)..], 1, Between);
        }

        for (var x = 0; x < 8; x++)
        {
            Line(samples[x..], 8, 2 * Fraction - Between);
        }
    }

    /// <summary>Eight values, <paramref name="step"/> apart, in place; the sums are rounded by <paramref name="shift"/> bits.</summary>
    private static void Line(Span<int> v, int step, int shift)
    {
        long a = v[0], b = v[step], c = v[2 * step], d = v[3 * step], e = v[4 * step], f = v[5 * step], g = v[6 * step], h = v[7 * step];
        var half = 1L << (shift - 1);
        for (var k = 0; k < 8; k++)
        {
            var sign = k % 2 == 0 ? 1 : -1;
            var basis = Basis.AsSpan(k * 4, 4);
            var sum = (a + sign * h) * basis[0] + (b + sign * g) * basis[1] + (c + sign * f) * basis[2] + (d + sign * e) * basis[3];
            v[k * step] = (int)((sum + half) >> shift);
        }
    }
}
