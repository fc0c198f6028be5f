using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>Layer norm, RMS norm and softmax of one contiguous row. Sums as <see cref="Reduce"/>; so the same bits on every tier.</summary>
internal static unsafe class NormRows
{
    /// <summary>to = (x - mean) * rstd * weight + bias; weight and bias may be null.</summary>
    public static (float Mean, float Rstd) LayerNorm(float* x, float* weight, float* bias, float* to, int n, double eps)
    {
        var mean = (float)(Reduce.Sum(new Copy(), x, n) / n);
        var rstd = (float)(1 / Math.Sqrt(Reduce.Sum(new CenteredSquare(mean), x, n) / n + eps));
        Elementwise.Run(new Standardize(mean, rstd), x, 1, to, n);
        Affine(weight, bias, to, n);
        return (mean, rstd);
    }

    private static void Affine(float* weight, float* bias, float* to, int n)
    {
        if (weight is not null && bias is not null)
        {
            Elementwise.Run(new MultiplyAdd(), to, 1, weight, 1, bias, 1, to, n);
        }
        else if (weight is not null)
        {
            Elementwise.Run(new Multiply(), to, 1, weight, 1, to, n);
        }
        else if (bias is not null)
        {
            Elementwise.Run(new Add(), to, 1, bias, 1, to, n);
        }
    }

    /// <summary>dx of layer norm; adds the row's share to dWeight and dBias where given. scratch: 2 n floats.</summary>
    public static void LayerNormBackward(float* x, float* weight, float* dy, float mean, float rstd, float* dx, float* dWeight, float* dBias, int n,
        float* scratch)
    {
        float* normal = scratch, scaled = scratch + n;
        Elementwise.Run(new Standardize(mean, rstd), x, 1, normal, n);
        if (dWeight is not null)
        {
            Elementwise.Run(new MultiplyAdd(), dy, 1, normal, 1, dWeight, 1, dWeight, n);
        }

        if (dBias is not null)
        {
            Elementwise.Run(new Add(), dBias, 1, dy, 1, dBias, n);
        }

        if (dx is null)
        {
            return;
        }

        if (weight is null)
        {
            scaled = dy;
        }
        else
        {
            Elementwise.Run(new Multiply(), dy, 1, weight, 1, scaled, n);
        }

        var sum = (float)(Reduce.Sum(new Copy(), scaled, n) / n);
        var dot = (float)(Reduce.Dot(scaled, normal, n) / n);
        Elementwise.Run(new NormBackward(rstd, -sum, -dot), scaled, 1, normal, 1, dx, n);
    }

    /// <summary>to = x * rstd * weight, with rstd = 1 / sqrt(mean of squares + eps).</summary>
    public static float RmsNorm(float* x, float* weight, float* to, int n, double eps)
    {
        var rstd = (float)(1 / Math.Sqrt(Reduce.Sum(new Square(), x, n) / n + eps));
        Elementwise.Run(new Scale(rstd), x, 1, to, n);
        Affine(weight, null, to, n);
        return rstd;
    }

    public static void RmsNormBackward(float* x, float* weight, float* dy, float rstd, float* dx, float* dWeight, int n, float* scratch)
    {
        float* normal = scratch, scaled = scratch + n;
        Elementwise.Run(new Scale(rstd), x, 1, normal, n);
        if (dWeight is not null)
        {
            Elementwise.Run(new MultiplyAdd(), dy, 1, normal, 1, dWeight, 1, dWeight, n);
        }

        if (dx is null)
        {
            return;
        }

        if (weight is null)
        {
            scaled = dy;
        }
        else
        {
            Elementwise.Run(new Multiply(), dy, 1, weight, 1, scaled, n);
        }

        var dot = (float)(Reduce.Dot(scaled, normal, n) / n);
        Elementwise.Run(new NormBackward(rstd, 0, -dot), scaled, 1, normal, 1, dx, n);
    }

    public static void Softmax(float* x, float* to, int n)
    {
        var max = Reduce.Max(x, n);
        Elementwise.Run(new ExponentialOf(max), x, 1, to, n);
        var sum = Reduce.Sum(new Copy(), to, n);
        Elementwise.Run(new Scale((float)(1 / sum)), to, 1, to, n);
    }

    /// <summary>dx = y (dy - sum(y dy)).</summary>
    public static void SoftmaxBackward(float* y, float* dy, float* dx, int n) =>
        Elementwise.Run(new SoftmaxGradient((float)Reduce.Dot(y, dy, n)), y, 1, dy, 1, dx, n);

    /// <summary>to = x - log sum exp. to is used on the way.</summary>
    public static void LogSoftmax(float* x, float* to, int n)
    {
        var max = Reduce.Max(x, n);
        Elementwise.Run(new ExponentialOf(max), x, 1, to, n);
        var log = VectorMath.Log(new Lanes1((float)Reduce.Sum(new Copy(), to, n))).Value;
        Elementwise.Run(new ShiftTwice(-max, -log), x, 1, to, n);
    }

    /// <summary>dx = dy - e^y sum(dy).</summary>
    public static void LogSoftmaxBackward(float* y, float* dy, float* dx, int n) =>
        Elementwise.Run(new LogSoftmaxGradient(-(float)Reduce.Sum(new Copy(), dy, n)), y, 1, dy, 1, dx, n);
}

/// <summary>(x - mean) * rstd.</summary>
internal readonly struct Standardize(float mean, float rstd) : IUnaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => (x - T.Set(mean)) * T.Set(rstd);
}

/// <summary>x * y + z, fused.</summary>
internal readonly struct MultiplyAdd : ITernaryOp
{
    public static int Cost => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T y, T z) where T : struct, ILanes<T> => T.Fma(x, y, z);
}

/// <summary>(gradient, normal) -> rstd (gradient + shift + slope * normal).</summary>
internal readonly struct NormBackward(float rstd, float shift, float slope) : IBinaryOp
{
    public static int Cost => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T gradient, T normal) where T : struct, ILanes<T> => T.Set(rstd) * (T.Fma(T.Set(slope), normal, gradient) + T.Set(shift));
}

/// <summary>e^(x - max).</summary>
internal readonly struct ExponentialOf(float max) : IUnaryOp
{
    public static int Cost => 21;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => VectorMath.Exp(x - T.Set(max));
}

internal readonly struct SoftmaxGradient(float dot) : IBinaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T y, T gradient) where T : struct, ILanes<T> => y * (gradient - T.Set(dot));
}

internal readonly struct ShiftTwice(float first, float second) : IUnaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => x + T.Set(first) + T.Set(second);
}

internal readonly struct LogSoftmaxGradient(float minusSum) : IBinaryOp
{
    public static int Cost => 22;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T y, T gradient) where T : struct, ILanes<T> => T.Fma(VectorMath.Exp(y), T.Set(minusSum), gradient);
}
