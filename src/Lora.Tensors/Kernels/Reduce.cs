using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>
/// Sums over contiguous data in a fixed order: blocks of 4,096 elements; in a block 16 virtual lanes, element i in lane i mod 16; the lanes folded as a tree,
/// the blocks added up in double. So the bits depend neither on the tier nor on threads.
/// </summary>
internal static unsafe class Reduce
{
    public const int Block = 4096;
    private const int Lanes = 16;

    /// <summary>The sum of f(x[i]).</summary>
    public static double Sum<TOp>(TOp op, float* x, long n) where TOp : struct, IUnaryOp
    {
        double sum = 0;
        for (long at = 0; at < n; at += Block)
        {
            sum += SumBlock(op, x + at, (int)Math.Min(Block, n - at));
        }

        return sum;
    }

    /// <summary>The sum of x[i] * y[i].</summary>
    public static double Dot(float* x, float* y, long n)
    {
        double sum = 0;
        for (long at = 0; at < n; at += Block)
        {
            sum += DotBlock(x + at, y + at, (int)Math.Min(Block, n - at));
        }

        return sum;
    }

    /// <summary>The largest element; NaN if there is one. n at least 1.</summary>
    public static float Max(float* x, long n) => CpuTiers.Current switch
    {
        CpuTier.Vector512 => Max<Lanes16>(x, n),
        CpuTier.Vector256 => Max<Lanes8>(x, n),
        CpuTier.Vector128 => Max<Lanes4>(x, n),
        _ => Max<Lanes1>(x, n),
    };

    private static float Max<T>(float* x, long n) where T : struct, ILanes<T>
    {
        var lanes = stackalloc float[Lanes];
        long i = 0;
        var max = T.Set(x[0]);
        for (; i + T.Width <= n; i += T.Width)
        {
            // the order of comparisons does not matter: only which zero wins could tell, so zeros are made one
            max = new Larger().Apply(max, T.Load(x + i) + T.Set(0f));
        }

        max.Store(lanes);
        var result = lanes[0] + 0f;
        for (var k = 1; k < T.Width; k++)
        {
            result = new Larger().Apply(new Lanes1(result), new Lanes1(lanes[k])).Value;
        }

        for (; i < n; i++)
        {
            result = new Larger().Apply(new Lanes1(result), new Lanes1(x[i] + 0f)).Value;
        }

        return result;
    }

    /// <summary>One block of at most <see cref="Block"/> elements.</summary>
    public static float SumBlock<TOp>(TOp op, float* x, int n) where TOp : struct, IUnaryOp => CpuTiers.Current switch
    {
        CpuTier.Vector512 => SumBlock<TOp, Lanes16>(op, x, n),
        CpuTier.Vector256 => SumBlock<TOp, Lanes8>(op, x, n),
        CpuTier.Vector128 => SumBlock<TOp, Lanes4>(op, x, n),
        _ => SumBlock<TOp, Lanes1>(op, x, n),
    };

    private static float DotBlock(float* x, float* y, int n) => CpuTiers.Current switch
    {
        CpuTier.Vector512 => DotBlock<Lanes16>(x, y, n),
        CpuTier.Vector256 => DotBlock<Lanes8>(x, y, n),
        CpuTier.Vector128 => DotBlock<Lanes4>(x, y, n),
        _ => DotBlock<Lanes1>(x, y, n),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float SumBlock<TOp, T>(TOp op, float* x, int n) where TOp : struct, IUnaryOp where T : struct, ILanes<T>
    {
        var lanes = stackalloc float[Lanes];
        var i = 0;
        if (T.Width > 1)
        {
            // 16 lanes in one register, two or four
            T a = T.Set(0f), b = a, c = a, d = a;
            for (; i + Lanes <= n; i += Lanes)
            {
                a += op.Apply(T.Load(x + i));
                if (T.Width <= 8)
                {
                    b += op.Apply(T.Load(x + i + T.Width));
                }

                if (T.Width == 4)
                {
                    c += op.Apply(T.Load(x + i + 8));
                    d += op.Apply(T.Load(x + i + 12));
                }
            }

            Spill(lanes, a, b, c, d);
        }
        else
        {
            new Span<float>(lanes, Lanes).Clear();
        }

        for (; i < n; i++)
        {
            lanes[i % Lanes] += op.Apply(new Lanes1(x[i])).Value;
        }

        return Fold(lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float DotBlock<T>(float* x, float* y, int n) where T : struct, ILanes<T>
    {
        var lanes = stackalloc float[Lanes];
        var i = 0;
        if (T.Width > 1)
        {
            T a = T.Set(0f), b = a, c = a, d = a;
            for (; i + Lanes <= n; i += Lanes)
            {
                a = T.Fma(T.Load(x + i), T.Load(y + i), a);
                if (T.Width <= 8)
                {
                    b = T.Fma(T.Load(x + i + T.Width), T.Load(y + i + T.Width), b);
                }

                if (T.Width == 4)
                {
                    c = T.Fma(T.Load(x + i + 8), T.Load(y + i + 8), c);
                    d = T.Fma(T.Load(x + i + 12), T.Load(y + i + 12), d);
                }
            }

            Spill(lanes, a, b, c, d);
        }
        else
        {
            new Span<float>(lanes, Lanes).Clear();
        }

        for (; i < n; i++)
        {
            lanes[i % Lanes] = Fused.MultiplyAdd(x[i], y[i], lanes[i % Lanes]);
        }

        return Fold(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spill<T>(float* lanes, T a, T b, T c, T d) where T : struct, ILanes<T>
    {
        a.Store(lanes);
        if (T.Width <= 8)
        {
            b.Store(lanes + T.Width);
        }

        if (T.Width == 4)
        {
            c.Store(lanes + 8);
            d.Store(lanes + 12);
        }
    }

    private static float Fold(float* lanes)
    {
        for (var half = Lanes / 2; half > 0; half /= 2)
        {
            for (var i = 0; i < half; i++)
            {
                lanes[i] += lanes[i + half];
            }
        }

        return lanes[0];
    }
}

/// <summary>(x - mean)^2.</summary>
internal readonly struct CenteredSquare(float mean) : IUnaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T>
    {
        var d = x - T.Set(mean);
        return d * d;
    }
}
