using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>
/// e^x with the same bits on every tier, at most 1 ulp or so from exact: x = n ln 2 + r with |r| &lt;= ln 2 / 2, a polynomial of degree 6 in r (Cephes' expf
/// coefficients), scaled by 2^n in two steps so that results below 2^-126 are rounded once. Above 88.72 infinity, below -103.97 zero, NaN stays NaN.
/// </summary>
public static class Exp
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<TSimd, T>(T x) where TSimd : struct, ISimd<T> where T : struct
    {
        // limits first as the smaller and larger operand, so that NaN, the second one, passes
        x = TSimd.Smaller(TSimd.Broadcast(90f), x);
        x = TSimd.Larger(TSimd.Broadcast(-105f), x);
        var magic = TSimd.Broadcast(12582912f); // 1.5 * 2^23: adding it rounds to a whole number, ties to even
        var n = TSimd.Subtract(TSimd.MultiplyAdd(x, TSimd.Broadcast(1.44269504f), magic), magic);
        var r = TSimd.MultiplyAdd(n, TSimd.Broadcast(-0.693359375f), x);
        r = TSimd.MultiplyAdd(n, TSimd.Broadcast(2.12194440e-4f), r);
        var p = TSimd.Broadcast(1.9875691500e-4f);
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1.3981999507e-3f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(8.3334519073e-3f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(4.1665795894e-2f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1.6666665459e-1f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(5.0000001201e-1f));
        p = TSimd.MultiplyAdd(p, TSimd.Multiply(r, r), TSimd.Add(r, TSimd.Broadcast(1f)));
        // half of n, whole: n / 2 rounded by the same trick
        var half = TSimd.Subtract(TSimd.MultiplyAdd(n, TSimd.Broadcast(0.5f), magic), magic);
        return TSimd.Multiply(TSimd.Multiply(p, TSimd.PowerOfTwo(half)), TSimd.PowerOfTwo(TSimd.Subtract(n, half)));
    }
}
