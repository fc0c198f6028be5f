namespace Lora.Tensors;

/// <summary>
/// Elementary functions in double precision that give the same bits on every machine: only IEEE operations and fused multiply-add, where
/// <see cref="Math"/> calls the C library of the system. Errors stay below 0.6 units in the last place.
/// </summary>
public static class PortableMath
{
    // pi/2 and ln 2 as sums of doubles; the high parts end in zeros, so that their products with small integers are exact
    private const double HalfPi1 = 1.5707963267341256, HalfPi2 = 6.077100506303966e-11, HalfPi3 = 2.0222662487959506e-21;
    private const double Ln2High = 0.6931471803691238, Ln2Low = 1.9082149292705877e-10;

    /// <summary>Natural logarithm. 0 gives negative infinity, a negative number NaN.</summary>
    internal static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
        {
            return x == 0 ? double.NegativeInfinity : x < 0 ? double.NaN : x;
        }

        var exponent = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984; // a denormal: 2^54 makes it normal
            exponent = -54;
        }
        var bits = BitConverter.DoubleToInt64Bits(x);
        exponent += (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }
        // log m = 2 atanh s with s = (m - 1) / (m + 1): s to twice the precision, the series' tail in plain doubles
        double f = m - 1, d = m + 1, dLow = m - (d - 1);
        var s = f / d;
        var sLow = (Math.FusedMultiplyAdd(-s, d, f) - (s * dLow)) / d;
        double z = s * s, tail = 1.0 / 25;
        for (var n = 23; n >= 3; n -= 2)
        {
            tail = Math.FusedMultiplyAdd(tail, z, 1.0 / n);
        }

        tail *= z * s;
        double high = exponent * Ln2High, top = high + (2 * s);
        var rest = Math.Abs(high) >= Math.Abs(2 * s) ? high - top + (2 * s) : (2 * s) - top + high;
        return top + (rest + (2 * sLow) + (2 * tail) + (exponent * Ln2Low));
    }

    /// <summary>Sine and cosine of an angle in radians, |x| up to 1e5.</summary>
    public static (double Sin, double Cos) SinCos(double x)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(x), 1e5);
        var quadrant = Math.Round(x * 0.6366197723675814);
        var head = x - (quadrant * HalfPi1); // exact: the product has few bits, the difference cancels
        var second = quadrant * HalfPi2;
        var r = head - second;
        var low = head - r - second - (quadrant * HalfPi3);
        double sin = ReducedSin(r, low), cos = ReducedCos(r, low);
        return ((long)quadrant & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }

    private static double ReducedSin(double r, double low)
    {
        double z = r * r, p = 1.0 / 51090942171709440000.0; // 1/21!
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 121645100408832000);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 355687428096000);
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 1307674368000);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 6227020800);
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 39916800);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 362880);
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 5040);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 120);
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 6);
        return r + Math.FusedMultiplyAdd(low, 1 - (0.5 * z), p * z * r);
    }

    private static double ReducedCos(double r, double low)
    {
        double z = r * r, zLow = Math.FusedMultiplyAdd(r, r, -z), p = 1.0 / 2432902008176640000; // 1/20!
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 6402373705728000);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 20922789888000);
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 87178291200);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 479001600);
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 3628800);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 40320);
        p = Math.FusedMultiplyAdd(p, z, -1.0 / 720);
        p = Math.FusedMultiplyAdd(p, z, 1.0 / 24);
        double half = 0.5 * z, top = 1 - half;
        return top + (1 - top - half + (p * z * z) - (0.5 * zLow) - (r * low));
    }
}
