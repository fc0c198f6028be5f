using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Lora.Tensors.Kernels;

/// <summary>
/// a * b + c rounded once, on every machine. Where the hardware has no fused instruction the same bits come from doubles: the product of two floats is exact
/// there, the sum is rounded to odd (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008), so that rounding it again to float is right.
/// </summary>
internal static class Fused
{
    /// <summary>True when the machine (as .NET sees it) fuses in hardware.</summary>
    public static bool InHardware
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Fma.IsSupported || AdvSimd.IsSupported;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c) => InHardware ? MathF.FusedMultiplyAdd(a, b, c) : Emulated(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
        InHardware ? Vector128.FusedMultiplyAdd(a, b, c) : Emulated(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => InHardware
        ? Vector256.FusedMultiplyAdd(a, b, c)
        : Vector256.Create(Emulated(a.GetLower(), b.GetLower(), c.GetLower()), Emulated(a.GetUpper(), b.GetUpper(), c.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.IsHardwareAccelerated
        ? Vector512.FusedMultiplyAdd(a, b, c)
        : Vector512.Create(MultiplyAdd(a.GetLower(), b.GetLower(), c.GetLower()), MultiplyAdd(a.GetUpper(), b.GetUpper(), c.GetUpper()));

    /// <summary>The emulation itself, for tests on machines that fuse in hardware.</summary>
    internal static float Emulated(float a, float b, float c)
    {
        double product = (double)a * b, addend = c, sum = product + addend;
        double part = sum - product, error = (product - (sum - part)) + (addend - part);
        var bits = BitConverter.DoubleToInt64Bits(sum);
        // an inexact even sum moves one step towards the exact value; a NaN error (infinities) compares as neither
        if ((error > 0 || error < 0) && (bits & 1) == 0)
        {
            sum = BitConverter.Int64BitsToDouble(bits + (error > 0 == sum > 0 ? 1 : -1));
        }

        return (float)sum;
    }

    internal static Vector128<float> Emulated(Vector128<float> a, Vector128<float> b, Vector128<float> c)
    {
        var (a0, a1) = Vector128.Widen(a);
        var (b0, b1) = Vector128.Widen(b);
        var (c0, c1) = Vector128.Widen(c);
        return Vector128.Narrow(SumToOdd(a0 * b0, c0), SumToOdd(a1 * b1, c1));
    }

    private static Vector128<double> SumToOdd(Vector128<double> product, Vector128<double> addend)
    {
        var sum = product + addend;
        var part = sum - product;
        var error = (product - (sum - part)) + (addend - part);
        var zero = Vector128<double>.Zero;
        var up = Vector128.GreaterThan(error, zero);
        var inexact = (up | Vector128.LessThan(error, zero)).AsInt64();
        var away = ~(up ^ Vector128.GreaterThan(sum, zero)).AsInt64();
        var step = Vector128.ConditionalSelect(away, Vector128<long>.One, Vector128<long>.AllBitsSet);
        var even = Vector128.Equals(sum.AsInt64() & Vector128<long>.One, Vector128<long>.Zero);
        return (sum.AsInt64() + (step & inexact & even)).AsDouble();
    }
}
