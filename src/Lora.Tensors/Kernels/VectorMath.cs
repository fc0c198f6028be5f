using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>
/// Elementary functions as polynomials with fused steps: 1 to 2 ulp from exact, the same bits on every tier and system. NaN, infinities, signed zeros and
/// denormals come out as the C library gives them. Polynomials: S. Moshier's Cephes (expf, logf, tanhf); erf, sine and cosine are minimax fits of our own.
/// </summary>
internal static class VectorMath
{
    /// <summary>1.5 * 2^23: adding and subtracting it rounds to a whole number, ties to even.</summary>
    private const float Magic = 12582912f;

    /// <summary>2^n for whole n of -126 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T PowerOfTwo<T>(T n) where T : struct, ILanes<T> => T.ShiftLeft(T.AddBits(T.ToInt(n), T.SetBits(127)), 23);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Clamped<T>(T x, float low, float high) where T : struct, ILanes<T> =>
        // written so that NaN passes
        T.Min(T.Set(high), T.Max(T.Set(low), x));

    /// <summary>x = n ln 2 + r, |r| at most ln 2 / 2; returns e^r - 1 without its linear term's rounding: r + r^2 q(r).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T N, T R, T Q) ReduceExp<T>(T x) where T : struct, ILanes<T>
    {
        var n = T.Fma(x, T.Set(1.44269504f), T.Set(Magic)) - T.Set(Magic);
        var r = T.Fma(n, T.Set(-0.693359375f), x);
        r = T.Fma(n, T.Set(2.12194440e-4f), r);
        var q = T.Set(1.9875691500e-4f);
        q = T.Fma(q, r, T.Set(1.3981999507e-3f));
        q = T.Fma(q, r, T.Set(8.3334519073e-3f));
        q = T.Fma(q, r, T.Set(4.1665795894e-2f));
        q = T.Fma(q, r, T.Set(1.6666665459e-1f));
        q = T.Fma(q, r, T.Set(5.0000001201e-1f));
        return (n, r, q);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x) where T : struct, ILanes<T>
    {
        var (n, r, q) = ReduceExp(Clamped(x, -105f, 90f));
        var p = T.Fma(q, r * r, r + T.Set(1f));
        // scaled in two steps: what falls below 2^-126 is rounded once
        var half = T.Fma(n, T.Set(0.5f), T.Set(Magic)) - T.Set(Magic);
        return p * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    /// <summary>The same bits for x up to 40 at least, faster: the shares of a softmax.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ExpOfSmall<T>(T x) where T : struct, ILanes<T>
    {
        var (n, r, q) = ReduceExp(T.Max(T.Set(-105f), x));
        var p = T.Fma(q, r * r, r + T.Set(1f));
        // 2^64 too large at first: what falls below 2^-126 is rounded once, when that is taken back
        return p * T.ShiftLeft(T.AddBits(T.ToInt(n), T.SetBits(127 + 64)), 23) * T.SetBits((127 - 64) << 23);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Expm1<T>(T x) where T : struct, ILanes<T>
    {
        var (n, r, q) = ReduceExp(Clamped(x, -20f, 89f));
        var p = T.Fma(q, r * r, r);
        // 2 (2^(n-1) p + (2^(n-1) - 1/2)): 2^(n-1) stays finite up to the last finite result
        var scale = PowerOfTwo(n - T.Set(1f));
        var y = T.Fma(p, scale, scale - T.Set(0.5f));
        y += y;
        // the scaling would round denormals and lose the sign of zero
        return T.Select(T.Less(T.Abs(x), T.Set(1e-30f)), x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x) where T : struct, ILanes<T>
    {
        var denormal = T.Less(x, T.Set(1.17549435e-38f));
        var scaled = T.Select(denormal, x * T.Set(8388608f), x);
        // mantissa in [sqrt 1/2, sqrt 2): subtract the bits of sqrt 1/2, shift out the exponent
        var shifted = T.SubtractBits(scaled, T.SetBits(0x3f3504f3));
        var e = T.FromInt(T.ShiftRight(shifted, 23)) - T.Select(denormal, T.Set(23f), T.Set(0f));
        var m = T.AddBits(shifted & T.SetBits(0x007fffff), T.SetBits(0x3f3504f3));
        var f = m - T.Set(1f);
        var z = f * f;
        var p = T.Set(7.0376836292e-2f);
        p = T.Fma(p, f, T.Set(-1.1514610310e-1f));
        p = T.Fma(p, f, T.Set(1.1676998740e-1f));
        p = T.Fma(p, f, T.Set(-1.2420140846e-1f));
        p = T.Fma(p, f, T.Set(1.4249322787e-1f));
        p = T.Fma(p, f, T.Set(-1.6668057665e-1f));
        p = T.Fma(p, f, T.Set(2.0000714765e-1f));
        p = T.Fma(p, f, T.Set(-2.4999993993e-1f));
        p = T.Fma(p, f, T.Set(3.3333331174e-1f));
        var y = p * f * z;
        y = T.Fma(e, T.Set(-2.12194440e-4f), y);
        y = T.Fma(z, T.Set(-0.5f), y);
        y = T.Fma(e, T.Set(0.693359375f), f + y);
        y = T.Select(T.Equal(x, T.Set(0f)), T.Set(float.NegativeInfinity), y);
        y = T.Select(T.Less(x, T.Set(0f)), T.Set(float.NaN), y);
        // +infinity and NaN pass as they are
        return T.Select(T.Less(x, T.Set(float.PositiveInfinity)), y, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log1p<T>(T x) where T : struct, ILanes<T>
    {
        var u = T.Set(1f) + x;
        // what rounding 1 + x lost comes back as the first-order term
        var y = Log(u) + (x - (u - T.Set(1f))) / u;
        y = T.Select(T.Equal(u, T.Set(1f)), x, y);
        y = T.Select(T.Equal(u, T.Set(0f)), T.Set(float.NegativeInfinity), y);
        return T.Select(T.Equal(x, T.Set(float.PositiveInfinity)), x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x) where T : struct, ILanes<T> => T.Set(1f) / (T.Set(1f) + Exp(-x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x) where T : struct, ILanes<T>
    {
        var a = T.Abs(x);
        var z = x * x;
        var p = T.Set(-5.70498872745e-3f);
        p = T.Fma(p, z, T.Set(2.06390887954e-2f));
        p = T.Fma(p, z, T.Set(-5.37397155531e-2f));
        p = T.Fma(p, z, T.Set(1.33314422036e-1f));
        p = T.Fma(p, z, T.Set(-3.33332819422e-1f));
        var small = T.Fma(p * z, x, x);
        var large = T.Set(1f) - T.Set(2f) / (Exp(a + a) + T.Set(1f));
        var sign = x & T.SetBits(int.MinValue);
        // compared so that NaN takes the polynomial, which keeps it
        return T.Select(T.Less(T.Set(0.625f), a), large, small) | sign;
    }

    /// <summary>ln(1 - erf(t)) for t of 0.9 to 10.1 (NaN passes).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogErfc<T>(T t) where T : struct, ILanes<T>
    {
        var r = T.Set(-1.04329920e-5f);
        r = T.Fma(r, t, T.Set(3.14856967e-4f));
        r = T.Fma(r, t, T.Set(-3.61033762e-3f));
        r = T.Fma(r, t, T.Set(2.36945562e-2f));
        r = T.Fma(r, t, T.Set(-1.06159039e-1f));
        r = T.Fma(r, t, T.Set(-6.35198057e-1f));
        r = T.Fma(r, t, T.Set(-1.28637075e-1f));
        return T.Fma(r, t, -t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ErfSmall<T>(T x) where T : struct, ILanes<T>
    {
        var s = x * x;
        var r = T.Set(8.31677535e-5f);
        r = T.Fma(r, s, T.Set(-8.13001243e-4f));
        r = T.Fma(r, s, T.Set(5.19990688e-3f));
        r = T.Fma(r, s, T.Set(-2.68589407e-2f));
        r = T.Fma(r, s, T.Set(1.12836875e-1f));
        r = T.Fma(r, s, T.Set(-3.76126319e-1f));
        r = T.Fma(r, s, T.Set(1.28379166e-1f));
        return T.Fma(r, x, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Erf<T>(T x) where T : struct, ILanes<T>
    {
        var a = T.Abs(x);
        // beyond 4 erf is 1 to the last bit; the polynomial is not to be asked there
        var large = T.Set(1f) - Exp(LogErfc(Clamped(a, 0f, 4.2f)));
        var sign = x & T.SetBits(int.MinValue);
        return T.Select(T.Less(T.Set(0.93f), a), large | sign, ErfSmall(x));
    }

    /// <summary>The normal distribution's cumulative function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Phi<T>(T x) where T : struct, ILanes<T> => T.Fma(T.Set(0.5f), Erf(x * T.Set(0.70710678f)), T.Set(0.5f));

    /// <summary>The normal distribution's density.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Density<T>(T x) where T : struct, ILanes<T> => T.Set(0.39894228f) * Exp(T.Set(-0.5f) * x * x);

    /// <summary>Finite angles too large for three parts of pi / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T BeyondReduction<T>(T x) where T : struct, ILanes<T> =>
        T.Less(T.Set(LargeAngle.From), T.Abs(x)) & T.Less(T.Abs(x), T.Set(float.PositiveInfinity));

    /// <summary>x = j pi/2 + r: pi/2 in three parts, each step fused.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T J, T R) ReduceSine<T>(T x) where T : struct, ILanes<T>
    {
        var shifted = T.Fma(x, T.Set(0.636619772f), T.Set(Magic));
        var j = shifted - T.Set(Magic);
        var r = T.Fma(j, T.Set(-1.57079637e+0f), x);
        r = T.Fma(j, T.Set(4.37113883e-8f), r);
        r = T.Fma(j, T.Set(1.71512489e-15f), r);
        return (shifted, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T SineOfQuadrant<T>(T j, T r) where T : struct, ILanes<T>
    {
        var z = r * r;
        var s = T.Set(2.71756812e-6f);
        s = T.Fma(s, z, T.Set(-1.98392576e-4f));
        s = T.Fma(s, z, T.Set(8.33332911e-3f));
        s = T.Fma(s, z, T.Set(-1.66666672e-1f));
        s = T.Fma(s * z, r, r);
        var c = T.Set(2.44312414e-5f);
        c = T.Fma(c, z, T.Set(-1.38873060e-3f));
        c = T.Fma(c, z, T.Set(4.16666456e-2f));
        c = T.Fma(c, z, T.Set(-0.5f));
        c = T.Fma(c, z, T.Set(1f));
        // the low bits of j + 1.5 * 2^23 are those of j
        var odd = T.ShiftRight(T.ShiftLeft(j, 31), 31);
        var negative = T.ShiftLeft(j & T.SetBits(2), 30);
        return T.Select(odd, c, s) ^ negative;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sin<T>(T x) where T : struct, ILanes<T>
    {
        var (j, r) = ReduceSine(x);
        var y = SineOfQuadrant(j, r);
        if (T.AnyBit(BeyondReduction(x)))
        {
            y = LargeAngle.Replace(x, y, 0);
        }

        return T.Select(T.Equal(x, T.Set(0f)), x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Cos<T>(T x) where T : struct, ILanes<T>
    {
        var (j, r) = ReduceSine(x);
        var y = SineOfQuadrant(T.AddBits(j, T.SetBits(1)), r);
        return T.AnyBit(BeyondReduction(x)) ? LargeAngle.Replace(x, y, 1) : y;
    }
}
