namespace Lora.Imaging.Jpeg;

/// <summary>The cosine transform of a block of 8 x 8 samples, by its definition in fixed point: the same coefficients on every machine.</summary>
internal static class ForwardDct
{
    private const int Fraction = 13;

    /// <summary>C(k) / 2 * cos((2n + 1) k pi / 16), times 2^13; k down, n across.</summary>
    private static readonly int[] Basis = [.. Enumerable.Range(0, 64).Select(i =>
        (int)Math.Round((i < 8 ? Math.Sqrt(0.125) : 0.5 * Math.Cos((2 * (i % 8) + 1) * (i / 8) * Math.PI / 16)) * (1 << Fraction)))];

    /// <param name="samples">64, less 128; replaced by the coefficients, natural order.</param>
    public static void Block(Span<int> samples)
    {
        Span<int> half = stackalloc int[64];
        for (var y = 0; y < 8; y++)
        {
            for (var k = 0; k < 8; k++)
            {
                var sum = 0;
                for (var x = 0; x < 8; x++)
                {
                    sum += Basis[k * 8 + x] * samples[y * 8 + x];
                }

                half[y * 8 + k] = sum >> 4;
            }
        }

        for (var x = 0; x < 8; x++)
        {
            for (var k = 0; k < 8; k++)
            {
                long sum = 0;
                for (var y = 0; y < 8; y++)
                {
                    sum += (long)Basis[k * 8 + y] * half[y * 8 + x];
                }

                samples[k * 8 + x] = (int)((sum + (1L << (2 * Fraction - 5))) >> (2 * Fraction - 4));
            }
        }
    }
}
