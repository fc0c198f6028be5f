using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lora.Tensors.Kernels;

/// <summary>
/// The exponentials of attention. Sums over a row use sixteen lanes whatever the register width, folded 8, 4, 2, 1: the same additions on every tier. Rows are filled up
/// with minus infinity to a multiple of sixteen, whose exponential adds nothing.
/// </summary>
internal static unsafe class SoftmaxRows
{
    const int Lanes = 16;

    /// <summary>
    /// Turns <paramref name="count"/> scores a row into exp(score - new maximum) and moves the running maximum, total and weighted sums over to it.
    /// <paramref name="rowStep"/> is at least count rounded up to sixteen.
    /// </summary>
    public static void Advance(float* scores, int rowStep, int rows, int count, float* largest, float* total, float* sums, int width)
    {
        switch (CpuTiers.Current)
        {
            case CpuTier.Vector512: Advance<Simd512, Vector512<float>>(scores, rowStep, rows, count, largest, total, sums, width); break;
            case CpuTier.Vector256: Advance<Simd256, Vector256<float>>(scores, rowStep, rows, count, largest, total, sums, width); break;
            case CpuTier.Vector128: Advance<Simd128, Vector128<float>>(scores, rowStep, rows, count, largest, total, sums, width); break;
            default: Advance<Simd1, float>(scores, rowStep, rows, count, largest, total, sums, width); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Advance<TSimd, T>(float* scores, int rowStep, int rows, int count, float* largest, float* total, float* sums, int width)
        where TSimd : struct, ISimd<T> where T : struct
    {
        var lanes = stackalloc float[Lanes];
        var full = (count + Lanes - 1) / Lanes * Lanes;
        for (var row = 0; row < rows; row++, scores += rowStep, sums += width)
        {
            new Span<float>(scores + count, full - count).Fill(float.NegativeInfinity);
            var before = largest[row];
            for (var lane = 0; lane < Lanes; lane += TSimd.Width)
            {
                var most = TSimd.Load(scores + lane);
                for (var i = Lanes; i < full; i += Lanes)
                {
                    most = TSimd.Larger(most, TSimd.Load(scores + lane + i));
                }

                TSimd.Store(most, lanes + lane);
            }

            var now = before;
            for (var lane = 0; lane < Lanes; lane++)
            {
                now = lanes[lane] > now ? lanes[lane] : now;
            }

            // nothing seen yet: any finite maximum makes every exponential of minus infinity zero
            var shift = now > float.NegativeInfinity ? now : 0;
            var minus = TSimd.Broadcast(shift);
            for (var lane = 0; lane < Lanes; lane += TSimd.Width)
            {
                var sum = TSimd.Broadcast(0);
                for (var i = lane; i < full; i += Lanes)
                {
                    var e = Exp.Of<TSimd, T>(TSimd.Subtract(TSimd.Load(scores + i), minus));
                    TSimd.Store(e, scores + i);
                    sum = TSimd.Add(sum, e);
                }

                TSimd.Store(sum, lanes + lane);
            }

            var kept = Exp.Of<Simd1, float>(before - shift);
            largest[row] = now;
            total[row] = Fused.MultiplyAdd(total[row], kept, Fold(lanes));
            if (kept != 1)
            {
                Scale<TSimd, T>(sums, width, kept);
            }
        }
    }

    /// <summary>Probabilities exp(score - logSumExp) of rows whose log-sum-exp is known; a row that sees nothing gives zeros.</summary>
    public static void Probabilities(float* scores, int rowStep, int rows, int count, float* logSumExp)
    {
        switch (CpuTiers.Current)
        {
            case CpuTier.Vector512: Probabilities<Simd512, Vector512<float>>(scores, rowStep, rows, count, logSumExp); break;
            case CpuTier.Vector256: Probabilities<Simd256, Vector256<float>>(scores, rowStep, rows, count, logSumExp); break;
            case CpuTier.Vector128: Probabilities<Simd128, Vector128<float>>(scores, rowStep, rows, count, logSumExp); break;
            default: Probabilities<Simd1, float>(scores, rowStep, rows, count, logSumExp); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Probabilities<TSimd, T>(float* scores, int rowStep, int rows, int count, float* logSumExp) where TSimd : struct, ISimd<T> where T : struct
    {
        var full = (count + Lanes - 1) / Lanes * Lanes;
        for (var row = 0; row < rows; row++, scores += rowStep)
        {
            new Span<float>(scores + count, full - count).Fill(float.NegativeInfinity);
            var minus = TSimd.Broadcast(logSumExp[row] > float.NegativeInfinity ? logSumExp[row] : 0);
            for (var i = 0; i < full; i += TSimd.Width)
            {
                TSimd.Store(Exp.Of<TSimd, T>(TSimd.Subtract(TSimd.Load(scores + i), minus)), scores + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Scale<TSimd, T>(float* values, int count, float factor) where TSimd : struct, ISimd<T> where T : struct
    {
        var i = 0;
        for (var by = TSimd.Broadcast(factor); i + TSimd.Width <= count; i += TSimd.Width)
        {
            TSimd.Store(TSimd.Multiply(TSimd.Load(values + i), by), values + i);
        }

        for (; i < count; i++)
        {
            values[i] *= factor;
        }
    }

    static float Fold(float* lanes)
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

    /// <summary>Natural logarithm of a positive normal number, rounded from a double series in ((m - 1) / (m + 1)): plain arithmetic, so the same everywhere.</summary>
    public static float Log(float x)
    {
        var bits = BitConverter.SingleToInt32Bits(x);
        var exponent = (bits >> 23) - 127;
        double m = BitConverter.Int32BitsToSingle((bits & 0x7FFFFF) | 0x3F800000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        double s = (m - 1) / (m + 1), square = s * s, sum = 0;
        for (var n = 17; n >= 1; n -= 2)
        {
            sum = sum * square + 1.0 / n;
        }

        return (float)(exponent * 0.6931471805599453 + 2 * s * sum);
    }
}
