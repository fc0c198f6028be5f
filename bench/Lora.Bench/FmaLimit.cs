using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lora.Tensors.Kernels;

namespace Lora.Bench;

/// <summary>
/// The number that a core cannot exceed: fused multiply-adds whose operands never leave the registers, as many independent sums as hide their latency. One thread,
/// on the widest registers and on each narrower kind.
/// </summary>
public static class FmaLimit
{
    const int Rounds = 1_000_000;
    const int Sums = 12;

    public static void Run(BenchOptions options)
    {
        if (CpuTiers.Best >= CpuTier.Vector512)
        {
            Print<Simd512, Vector512<float>>(options);
        }

        if (CpuTiers.Best >= CpuTier.Vector256)
        {
            Print<Simd256, Vector256<float>>(options);
        }

        Print<Simd128, Vector128<float>>(options);
    }

    static void Print<TSimd, T>(BenchOptions options) where TSimd : struct, ISimd<T> where T : struct =>
        Figure.Print(options, $"limit {TSimd.Width} lanes", options.Seconds / 6, () => Loop<TSimd, T>(), 2.0 * Rounds * Sums * TSimd.Width);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static T Loop<TSimd, T>() where TSimd : struct, ISimd<T> where T : struct
    {
        T x = TSimd.Broadcast(0.999f), y = TSimd.Broadcast(0.001f);
        T a = y, b = x, c = y, d = x, e = y, f = x, g = y, h = x, i = y, j = x, k = y, l = x;
        for (var round = 0; round < Rounds; round++)
        {
            a = TSimd.MultiplyAdd(a, x, y);
            b = TSimd.MultiplyAdd(b, x, y);
            c = TSimd.MultiplyAdd(c, x, y);
            d = TSimd.MultiplyAdd(d, x, y);
            e = TSimd.MultiplyAdd(e, x, y);
            f = TSimd.MultiplyAdd(f, x, y);
            g = TSimd.MultiplyAdd(g, x, y);
            h = TSimd.MultiplyAdd(h, x, y);
            i = TSimd.MultiplyAdd(i, x, y);
            j = TSimd.MultiplyAdd(j, x, y);
            k = TSimd.MultiplyAdd(k, x, y);
            l = TSimd.MultiplyAdd(l, x, y);
        }

        return TSimd.Add(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)), TSimd.Add(TSimd.Add(TSimd.Add(e, f), TSimd.Add(g, h)), TSimd.Add(TSimd.Add(i, j), TSimd.Add(k, l))));
    }
}
