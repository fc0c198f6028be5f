using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

// Elementary functions, and gradients that are not a plain product. Gradients take (x or y, gradient) in this order.

internal readonly struct Negate : IUnaryOp
{
    public static int Cost => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => -x;
}

/// <summary>-1, 0 or 1; 0 with the sign of a zero, and no number of none.</summary>
internal readonly struct SignOf : IUnaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> =>
        T.Select(T.Less(x, T.Set(0f)), T.Set(-1f), T.Select(T.Less(T.Set(0f), x), T.Set(1f), x * T.Set(0f)));
}

internal readonly struct Absolute : IUnaryOp
{
    public static int Cost => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => T.Abs(x);
}

internal readonly struct Exponential : IUnaryOp
{
    public static int Cost => 20;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => VectorMath.Exp(x);
}

internal readonly struct ExponentialMinusOne : IUnaryOp
{
    public static int Cost => 22;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => VectorMath.Expm1(x);
}

internal readonly struct Logarithm : IUnaryOp
{
    public static int Cost => 25;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => VectorMath.Log(x);
}

internal readonly struct LogarithmOfOnePlus : IUnaryOp
{
    public static int Cost => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => VectorMath.Log1p(x);
}

internal readonly struct SquareRoot : IUnaryOp
{
    public static int Cost => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => T.Sqrt(x);
}

internal readonly struct ReciprocalSquareRoot : IUnaryOp
{
    public static int Cost => 10;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => T.Set(1f) / T.Sqrt(x);
}

internal readonly struct Inverse : IUnaryOp
{
    public static int Cost => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => T.Set(1f) / x;
}

internal readonly struct Sine : IUnaryOp
{
    public static int Cost => 20;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => VectorMath.Sin(x);
}

internal readonly struct Cosine : IUnaryOp
{
    public static int Cost => 20;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => VectorMath.Cos(x);
}

internal readonly struct HyperbolicTangent : IUnaryOp
{
    public static int Cost => 35;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => VectorMath.Tanh(x);
}

internal readonly struct ErrorFunction : IUnaryOp
{
    public static int Cost => 40;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => VectorMath.Erf(x);
}

internal readonly struct Square : IUnaryOp
{
    public static int Cost => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => x * x;
}

/// <summary>sign(x) gradient, 0 at 0.</summary>
internal readonly struct AbsoluteGradient : IBinaryOp
{
    public static int Cost => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T gradient) where T : struct, ILanes<T> => T.Select(T.Less(x, T.Set(0f)), -gradient, T.Select(T.Less(T.Set(0f), x), gradient,
        x * T.Set(0f)));
}

/// <summary>(y + 1) gradient.</summary>
internal readonly struct ExponentialMinusOneGradient : IBinaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T y, T gradient) where T : struct, ILanes<T> => T.Fma(y, gradient, gradient);
}

/// <summary>gradient / (1 + x).</summary>
internal readonly struct LogarithmOfOnePlusGradient : IBinaryOp
{
    public static int Cost => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T gradient) where T : struct, ILanes<T> => gradient / (x + T.Set(1f));
}

/// <summary>gradient / (2 y).</summary>
internal readonly struct SquareRootGradient : IBinaryOp
{
    public static int Cost => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T y, T gradient) where T : struct, ILanes<T> => T.Set(0.5f) * gradient / y;
}

/// <summary>-y^3 gradient / 2.</summary>
internal readonly struct ReciprocalSquareRootGradient : IBinaryOp
{
    public static int Cost => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T y, T gradient) where T : struct, ILanes<T> => T.Set(-0.5f) * gradient * (y * y * y);
}

/// <summary>-y^2 gradient.</summary>
internal readonly struct InverseGradient : IBinaryOp
{
    public static int Cost => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T y, T gradient) where T : struct, ILanes<T> => -(gradient * (y * y));
}

/// <summary>cos(x) gradient.</summary>
internal readonly struct SineGradient : IBinaryOp
{
    public static int Cost => 21;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T gradient) where T : struct, ILanes<T> => gradient * VectorMath.Cos(x);
}

/// <summary>-sin(x) gradient.</summary>
internal readonly struct CosineGradient : IBinaryOp
{
    public static int Cost => 21;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T gradient) where T : struct, ILanes<T> => -(gradient * VectorMath.Sin(x));
}

/// <summary>(1 - y^2) gradient.</summary>
internal readonly struct HyperbolicTangentGradient : IBinaryOp
{
    public static int Cost => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T y, T gradient) where T : struct, ILanes<T> => gradient * T.Fma(-y, y, T.Set(1f));
}

/// <summary>2 / sqrt(pi) exp(-x^2) gradient.</summary>
internal readonly struct ErrorFunctionGradient : IBinaryOp
{
    public static int Cost => 22;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T gradient) where T : struct, ILanes<T> => gradient * (T.Set(1.12837917f) * VectorMath.Exp(-(x * x)));
}

/// <summary>gradient / x.</summary>
internal readonly struct LogarithmGradient : IBinaryOp
{
    public static int Cost => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T gradient) where T : struct, ILanes<T> => gradient / x;
}

/// <summary>x / norm, and 0 where the norm is 0.</summary>
internal readonly struct DirectionGradient : IBinaryOp
{
    public static int Cost => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T norm) where T : struct, ILanes<T> => T.Select(T.Equal(norm, T.Set(0f)), T.Set(0f), x / norm);
}

/// <summary>To the nearest whole number, halves to even; the sign of zero stays.</summary>
internal readonly struct RoundToEven : IUnaryOp
{
    public static int Cost => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T>
    {
        var sign = x & T.SetBits(int.MinValue);
        var size = T.Abs(x);
        // from 2^23 on every float is whole
        var rounded = size + T.Set(8388608f) - T.Set(8388608f);
        return T.Select(T.Less(size, T.Set(8388608f)), rounded | sign, x);
    }
}
