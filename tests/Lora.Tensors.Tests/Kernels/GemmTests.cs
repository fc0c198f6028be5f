using Lora.Tensors.Kernels;
using Lora.Tensors.Tests.Reference;

namespace Lora.Tensors.Tests.Kernels;

[Collection(EveryTier.Name)]
public unsafe class GemmTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 1, 7, 3 }, { 5, 1, 9 }, { 6, 16, 8 }, { 7, 17, 5 }, { 13, 31, 33 }, { 14, 32, 64 }, { 15, 33, 65 }, { 29, 48, 7 }, { 3, 100, 40 },
            { 16, 8, 96 }, { 8, 64, 77 },
        { 64, 64, 400 }, { 77, 70, 389 }, { 200, 40, 12 }, { 10, 2100, 9 }, { 4, 4, 0 }, { 61, 130, 801 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void LinearLayer_SameBitsOnEveryTierAndCloseToDouble(int m, int n, int k)
    {
        float[] a = Noise.Floats(1, m * k), b = Noise.Floats(2, n * k), bias = Noise.Floats(3, n);
        var c = EveryTier.SameBits(() => Multiply(m, n, k, a, k, 1, b, 1, k, bias, null, 1));
        Closeness.Check(MatrixProduct.Of(m, n, k, (i, p) => a[i * k + p], (p, j) => b[j * k + p], (_, j) => bias[j]), c, 1e-6 * Math.Sqrt(k + 1));
    }

    [Theory, MemberData(nameof(Sizes))]
    public void TransposedAndAccumulated_SameBitsOnEveryTierAndCloseToDouble(int m, int n, int k)
    {
        float[] a = Noise.Floats(4, m * k), b = Noise.Floats(5, n * k), old = Noise.Floats(6, m * n), bias = Noise.Floats(7, n);
        var c = EveryTier.SameBits(() => Multiply(m, n, k, a, 1, m, b, n, 1, bias, old, 0.37f));
        Closeness.Check(MatrixProduct.Of(m, n, k, (i, p) => 0.37f * a[p * m + i], (p, j) => b[p * n + j], (i, j) => old[i * n + j] + bias[j]), c,
            1e-6 * Math.Sqrt(k + 1));
    }

    [Theory, MemberData(nameof(Sizes))]
    public void AnyStrides_EqualTheDenseProduct(int m, int n, int k)
    {
        float[] a = Noise.Floats(8, 6 * m * k + 6), b = Noise.Floats(9, 6 * n * k + 6);
        var dense = Multiply(m, n, k, [.. Pick(m, k, (i, p) => a[2 * (p * m + i)])], k, 1, [.. Pick(n, k, (j, p) => b[3 * (p * n + j)])], 1, k, null, null, 1);
        Closeness.SameBits(dense, Multiply(m, n, k, a, 2, 2 * m, b, 3 * n, 3, null, null, 1), "strides");
    }

    [Theory, InlineData(DType.Float16), InlineData(DType.BFloat16)]
    public void HalfPrecisionWeights_EqualTheirConvertedCopy(DType type)
    {
        const int M = 19, N = 45, K = 130;
        float[] a = Noise.Floats(10, M * K), wide = Noise.Floats(11, N * K);
        var stored = new ushort[N * K];
        for (var i = 0; i < stored.Length; i++)
        {
            // every kind of number: normal, denormal, zero of both signs
            var value = wide[i] * MathF.ScaleB(1, -(i % 30));
            stored[i] = type == DType.Float16 ? BitConverter.HalfToUInt16Bits((Half)value) : (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);
            wide[i] = type == DType.Float16 ? (float)BitConverter.UInt16BitsToHalf(stored[i]) : BitConverter.UInt32BitsToSingle((uint)stored[i] << 16);
        }

        foreach (var transposed in (bool[])[true, false])
        {
            nint row = transposed ? 1 : N, col = transposed ? K : 1;
            var expected = Multiply(M, N, K, a, K, 1, wide, row, col, null, null, 1);
            var actual = EveryTier.SameBits(() =>
            {
                var c = new float[M * N];
                fixed (float* pa = a, pc = c)
                fixed (ushort* pb = stored)
                {
                    Gemm.Multiply(new GemmCall
                    {
                        M = M,
                        N = N,
                        K = K,
                        A = pa,
                        ARow = K,
                        ACol = 1,
                        B = pb,
                        BRow = row,
                        BCol = col,
                        BType = type,
                        C = pc,
                        CRow = N
                    });
                }

                return c;
            });
            Closeness.SameBits(expected, actual, $"{type}");
        }
    }

    [Fact]
    public void Batch_EqualsItsProductsOneByOne()
    {
        const int Batch = 5, M = 20, N = 36, K = 50;
        float[] a = Noise.Floats(12, Batch * M * K), b = Noise.Floats(13, N * K);
        var all = EveryTier.SameBits(() =>
        {
            var c = new float[Batch * M * N];
            fixed (float* pa = a, pb = b, pc = c)
            {
                Gemm.MultiplyBatched(new GemmCall { M = M, N = N, K = K, A = pa, ARow = K, ACol = 1, B = pb, BRow = N, BCol = 1, C = pc, CRow = N }, Batch,
                    M * K, 0, M * N);
            }

            return c;
        });
        for (var i = 0; i < Batch; i++)
        {
            Closeness.SameBits(Multiply(M, N, K, a[(i * M * K)..((i + 1) * M * K)], K, 1, b, N, 1, null, null, 1), all[(i * M * N)..((i + 1) * M * N)],
                $"product {i}");
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void SecondProduct_EqualsOneAddedAfterwards(int m, int n, int k)
    {
        const int Thin = 5;
        const float Scale = 0.37f;
        float[] a = Noise.Floats(16, m * k), b = Noise.Floats(17, n * k), left = Noise.Floats(18, m * Thin), right = Noise.Floats(19, n * Thin);
        var first = Multiply(m, n, k, a, k, 1, b, 1, k, null, null, 1);
        var both = Multiply(m, n, Thin, left, Thin, 1, right, 1, Thin, null, first, Scale);
        Closeness.SameBits(both, EveryTier.SameBits(() =>
        {
            var c = new float[m * n];
            fixed (float* pa = a, pb = b, pc = c, pLeft = left, pRight = right)
            {
                Gemm.Multiply(new GemmCall
                {
                    M = m,
                    N = n,
                    K = k,
                    A = pa,
                    ARow = k,
                    ACol = 1,
                    B = pb,
                    BRow = 1,
                    BCol = k,
                    C = pc,
                    CRow = n,
                    Tail = new() { Left = new(pLeft, Thin, 1, Scale), Right = new(pRight, 1, Thin), Depth = Thin },
                });
            }

            return c;
        }), "in one");
    }

    [Fact]
    public void BigProduct_SameBitsWhenThreadsShareIt()
    {
        const int M = 250, N = 300, K = 700;
        float[] a = Noise.Floats(14, M * K), b = Noise.Floats(15, N * K);
        var c = EveryTier.SameBits(() => Multiply(M, N, K, a, K, 1, b, 1, K, null, null, 1));
        float sum = 0;
        for (var p = 0; p < K; p++)
        {
            sum = MathF.FusedMultiplyAdd(a[123 * K + p], b[45 * K + p], sum);
        }

        Assert.Equal(sum, c[123 * N + 45]);
    }

    private static IEnumerable<float> Pick(int rows, int columns, Func<int, int, float> of)
    {
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                yield return of(i, j);
            }
        }
    }

    private static float[] Multiply(
        int m, int n, int k, float[] a, nint aRow, nint aCol, float[] b, nint bRow, nint bCol, float[]? bias, float[]? old, float alpha)
    {
        const int Gap = 3; // columns beside C that must stay as they are
        var c = new float[m * (n + Gap)];
        c.AsSpan().Fill(42);
        for (var i = 0; i < m && old is not null; i++)
        {
            old.AsSpan(i * n, n).CopyTo(c.AsSpan(i * (n + Gap)));
        }

        fixed (float* pa = a, pb = b, pc = c, pBias = bias)
        {
            Gemm.Multiply(new GemmCall
            {
                M = m,
                N = n,
                K = k,
                A = pa,
                ARow = aRow,
                ACol = aCol,
                B = pb,
                BRow = bRow,
                BCol = bCol,
                C = pc,
                CRow = n + Gap,
                Accumulate = old is not null,
                Bias = pBias,
                Alpha = alpha,
            });
        }

        var result = new float[m * n];
        for (var i = 0; i < m; i++)
        {
            c.AsSpan(i * (n + Gap), n).CopyTo(result.AsSpan(i * n));
            Assert.All(c.AsSpan(i * (n + Gap) + n, Gap).ToArray(), value => Assert.Equal(42, value));
        }

        return result;
    }
}
