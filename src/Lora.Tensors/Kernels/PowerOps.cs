using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>
/// x^y, computed lane by lane in double, so to the last bit of a float but for ties: the same everywhere, as it is made of doubles' own arithmetic only.
/// Signs, zeros and infinities as C's pow.
/// </summary>
internal static unsafe class PowerMath
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Each<T>(T x, T y, delegate*<float, float, float> function) where T : struct, ILanes<T>
    {
        float* a = stackalloc float[16], b = stackalloc float[16];
        x.Store(a);
        y.Store(b);
        for (var i = 0; i < T.Width; i++)
        {
            a[i] = function(a[i], b[i]);
        }

        return T.Load(a);
    }

    public static float Power(float x, float y)
    {
        if (y == 0 || x == 1)
        {
            return 1;
        }

        if (float.IsNaN(x) || float.IsNaN(y))
        {
            return float.NaN;
        }

        var whole = y == MathF.Truncate(y);
        var odd = whole && MathF.Abs(y) < 16777216f && ((int)y & 1) != 0;
        var size = MathF.Abs(x);
        if (float.IsInfinity(y))
        {
            return size == 1 ? 1 : size > 1 == y > 0 ? float.PositiveInfinity : 0;
        }

        if (x < 0 && !whole && !float.IsInfinity(x))
        {
            return float.NaN;
        }

        float magnitude;
        if (size == 0 || float.IsInfinity(size))
        {
            magnitude = size == 0 == y > 0 ? 0 : float.PositiveInfinity;
        }
        else
        {
            magnitude = (float)Exp2(y * Log2(size));
        }

        return odd && float.IsNegative(x) ? -magnitude : magnitude;
    }

    /// <summary>x^y ln x, and 0 where x is 0 and y not negative.</summary>
    public static float PowerTimesLog(float x, float power) =>
        x == 0 && power is 0 or 1 ? 0 : (float)(power * (Log2(x) * 0.6931471805599453));

    /// <summary>y x^(y - 1).</summary>
    public static float Slope(float x, float y) => y == 0 ? 0 : y * Power(x, y - 1);

    /// <summary>Some 50 bits of log2 of a positive float: mantissa m in [sqrt 1/2, sqrt 2), ln m = 2 artanh((m - 1) / (m + 1)) as a series.</summary>
    private static double Log2(double x)
    {
        if (!(x > 0))
        {
            return x == 0 ? double.NegativeInfinity : double.NaN;
        }

        if (double.IsPositiveInfinity(x))
        {
            return x;
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        double s = (m - 1) / (m + 1), z = s * s, sum = 0;
        for (var k = 23; k >= 1; k -= 2)
        {
            sum = sum * z + 1.0 / k;
        }

        return exponent + 2 * s * sum * 1.4426950408889634;
    }

    private static double Exp2(double x)
    {
        if (x > 200)
        {
            return double.PositiveInfinity;
        }

        if (x < -200)
        {
            return 0;
        }

        var n = Math.Floor(x + 0.5);
        double r = (x - n) * 0.6931471805599453, sum = 1;
        for (var k = 14; k >= 1; k--)
        {
            sum = sum * r / k + 1;
        }

        return sum * BitConverter.Int64BitsToDouble((long)(n + 1023) << 52);
    }
}

internal readonly unsafe struct Power(float exponent) : IUnaryOp
{
    public static int Cost => 60;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => exponent == 3 ? x * x * x : PowerMath.Each(x, T.Set(exponent), &PowerMath.Power);
}

internal readonly unsafe struct PowerOf : IBinaryOp
{
    public static int Cost => 60;

    public T Apply<T>(T x, T y) where T : struct, ILanes<T> => PowerMath.Each(x, y, &PowerMath.Power);
}

/// <summary>(gradient, x, y) -> gradient * y x^(y - 1).</summary>
internal readonly unsafe struct PowerBaseGradient : ITernaryOp
{
    public static int Cost => 61;

    public T Apply<T>(T gradient, T x, T y) where T : struct, ILanes<T> => gradient * PowerMath.Each(x, y, &PowerMath.Slope);
}

/// <summary>(gradient, x^y, x) -> gradient * x^y ln x.</summary>
internal readonly unsafe struct PowerExponentGradient : ITernaryOp
{
    public static int Cost => 61;

    public T Apply<T>(T gradient, T power, T x) where T : struct, ILanes<T> => gradient * PowerMath.Each(x, power, &PowerMath.PowerTimesLog);
}
