using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>Sines of angles beyond 100,000: reduced with 256 bits of 2 / pi (Payne and Hanek's way, in big integers): slow, right, and hardly ever asked
/// for.</summary>
internal static unsafe class LargeAngle
{
    public const float From = 100_000f;
    private const int Bits = 256;

    private static readonly BigInteger TwoOverPi = BigInteger.Parse("0A2F9836E4E441529FC2757D1F534DDC0DB6295993C439041FE5163ABDEBBC561",
        System.Globalization.NumberStyles.HexNumber,
        System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>y with the lanes of large finite x computed anew; quarter 0 for the sine, 1 for the cosine.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Replace<T>(T x, T y, int quarter) where T : struct, ILanes<T>
    {
        float* angles = stackalloc float[16], results = stackalloc float[16];
        x.Store(angles);
        y.Store(results);
        for (var i = 0; i < T.Width; i++)
        {
            if (float.IsFinite(angles[i]) && MathF.Abs(angles[i]) > From)
            {
                results[i] = Sine(angles[i], quarter);
            }
        }

        return T.Load(results);
    }

    private static float Sine(float x, int quarter)
    {
        var bits = BitConverter.SingleToInt32Bits(x);
        var mantissa = (bits & 0x7fffff) | 0x800000;
        var exponent = (bits >> 23 & 0xff) - 150;
        // |x| 2 / pi as a fixed-point number with 256 binary places, a little more than 2^-80 exact
        var product = mantissa * TwoOverPi;
        product = exponent >= 0 ? product << exponent : product >> -exponent;
        var j = (int)(product >> Bits & 3);
        var fraction = (double)(long)(product >> (Bits - 62) & ((1L << 62) - 1)) / (1L << 62);
        if (fraction > 0.5)
        {
            fraction -= 1;
            j++;
        }

        var r = (float)(fraction * 1.5707963267948966);
        if (x < 0)
        {
            (j, r) = (-j, -r);
        }

        return VectorMath.SineOfQuadrant(Lanes1.SetBits(j + quarter & 3), new Lanes1(r)).Value;
    }
}
