using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>y = f(x). A struct whose fields are the formula's constants.</summary>
internal interface IUnaryOp
{
    /// <summary>About the floating-point operations of one element.</summary>
    static abstract int Cost { get; }

    T Apply<T>(T x) where T : struct, ILanes<T>;
}

/// <summary>z = f(x, y).</summary>
internal interface IBinaryOp
{
    static abstract int Cost { get; }

    T Apply<T>(T x, T y) where T : struct, ILanes<T>;
}

/// <summary>w = f(x, y, z).</summary>
internal interface ITernaryOp
{
    static abstract int Cost { get; }

    T Apply<T>(T x, T y, T z) where T : struct, ILanes<T>;
}

/// <summary>
/// The loops of every elementwise kernel over dense runs, with a step of 0 (one value for all) or 1 for each operand. Which lane an element falls in does not
/// matter to its bits, nor does the tier. An output may be the same memory as an input with the same start, never a shifted overlap.
/// </summary>
internal static unsafe class Elementwise
{
    public static void Run<TOp>(TOp op, float* x, int xStep, float* to, long n) where TOp : struct, IUnaryOp
    {
        switch (CpuTiers.Current)
        {
            case CpuTier.Vector512:
                Run<TOp, Lanes16>(op, x, xStep, to, n);
                break;
            case CpuTier.Vector256:
                Run<TOp, Lanes8>(op, x, xStep, to, n);
                break;
            case CpuTier.Vector128:
                Run<TOp, Lanes4>(op, x, xStep, to, n);
                break;
            default:
                Run<TOp, Lanes1>(op, x, xStep, to, n);
                break;
        }
    }

    public static void Run<TOp>(TOp op, float* x, int xStep, float* y, int yStep, float* to, long n) where TOp : struct, IBinaryOp
    {
        switch (CpuTiers.Current)
        {
            case CpuTier.Vector512:
                Run<TOp, Lanes16>(op, x, xStep, y, yStep, to, n);
                break;
            case CpuTier.Vector256:
                Run<TOp, Lanes8>(op, x, xStep, y, yStep, to, n);
                break;
            case CpuTier.Vector128:
                Run<TOp, Lanes4>(op, x, xStep, y, yStep, to, n);
                break;
            default:
                Run<TOp, Lanes1>(op, x, xStep, y, yStep, to, n);
                break;
        }
    }

    public static void Run<TOp>(TOp op, float* x, int xStep, float* y, int yStep, float* z, int zStep, float* to, long n) where TOp : struct, ITernaryOp
    {
        switch (CpuTiers.Current)
        {
            case CpuTier.Vector512:
                Run<TOp, Lanes16>(op, x, xStep, y, yStep, z, zStep, to, n);
                break;
            case CpuTier.Vector256:
                Run<TOp, Lanes8>(op, x, xStep, y, yStep, z, zStep, to, n);
                break;
            case CpuTier.Vector128:
                Run<TOp, Lanes4>(op, x, xStep, y, yStep, z, zStep, to, n);
                break;
            default:
                Run<TOp, Lanes1>(op, x, xStep, y, yStep, z, zStep, to, n);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Run<TOp, T>(TOp op, float* x, int xStep, float* to, long n) where TOp : struct, IUnaryOp where T : struct, ILanes<T>
    {
        long i = 0;
        for (; i + T.Width <= n; i += T.Width)
        {
            op.Apply(Read<T>(x, xStep, i)).Store(to + i);
        }

        if (i < n)
        {
            Tail(op, x, xStep, to, i, n);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Run<TOp, T>(TOp op, float* x, int xStep, float* y, int yStep, float* to, long n)
        where TOp : struct, IBinaryOp where T : struct, ILanes<T>
    {
        long i = 0;
        if (xStep == 1 && yStep == 1)
        {
            for (; i + T.Width <= n; i += T.Width)
            {
                op.Apply(T.Load(x + i), T.Load(y + i)).Store(to + i);
            }
        }
        else
        {
            for (; i + T.Width <= n; i += T.Width)
            {
                op.Apply(Read<T>(x, xStep, i), Read<T>(y, yStep, i)).Store(to + i);
            }
        }

        if (i < n)
        {
            Tail(op, x, xStep, y, yStep, to, i, n);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Run<TOp, T>(TOp op, float* x, int xStep, float* y, int yStep, float* z, int zStep, float* to, long n)
        where TOp : struct, ITernaryOp where T : struct, ILanes<T>
    {
        long i = 0;
        for (; i + T.Width <= n; i += T.Width)
        {
            op.Apply(Read<T>(x, xStep, i), Read<T>(y, yStep, i), Read<T>(z, zStep, i)).Store(to + i);
        }

        if (i < n)
        {
            Tail(op, x, xStep, y, yStep, z, zStep, to, i, n);
        }
    }

    // loop and tail are methods of their own: together they exceed what the JIT inlines into one
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Tail<TOp>(TOp op, float* x, int xStep, float* to, long i, long n) where TOp : struct, IUnaryOp
    {
        for (; i < n; i++)
        {
            op.Apply(Lanes1.Load(x + i * xStep)).Store(to + i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Tail<TOp>(TOp op, float* x, int xStep, float* y, int yStep, float* to, long i, long n) where TOp : struct, IBinaryOp
    {
        for (; i < n; i++)
        {
            op.Apply(Lanes1.Load(x + i * xStep), Lanes1.Load(y + i * yStep)).Store(to + i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Tail<TOp>(TOp op, float* x, int xStep, float* y, int yStep, float* z, int zStep, float* to, long i, long n)
        where TOp : struct, ITernaryOp
    {
        for (; i < n; i++)
        {
            op.Apply(Lanes1.Load(x + i * xStep), Lanes1.Load(y + i * yStep), Lanes1.Load(z + i * zStep)).Store(to + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Read<T>(float* from, int step, long i) where T : struct, ILanes<T> => step == 0 ? T.Set(*from) : T.Load(from + i);
}
