using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

// Arithmetic, one rounding a step where the formula is one step.

/// <summary>x + alpha * y, fused.</summary>
internal readonly struct AddScaled(float alpha) : IBinaryOp
{
    public static int Cost => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T y) where T : struct, ILanes<T> => T.Fma(T.Set(alpha), y, x);
}

internal readonly struct Add : IBinaryOp
{
    public static int Cost => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T y) where T : struct, ILanes<T> => x + y;
}

internal readonly struct Subtract : IBinaryOp
{
    public static int Cost => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T y) where T : struct, ILanes<T> => x - y;
}

internal readonly struct Multiply : IBinaryOp
{
    public static int Cost => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T y) where T : struct, ILanes<T> => x * y;
}

internal readonly struct Divide : IBinaryOp
{
    public static int Cost => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T y) where T : struct, ILanes<T> => x / y;
}

/// <summary>The gradient of a quotient by its divisor.</summary>
internal readonly struct DivideGradient : ITernaryOp
{
    public static int Cost => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T gradient, T quotient, T divisor) where T : struct, ILanes<T> => -(gradient * quotient) / divisor;
}

/// <summary>x * scale + shift, fused.</summary>
internal readonly struct ScaleShift(float scale, float shift) : IUnaryOp
{
    public static int Cost => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => T.Fma(x, T.Set(scale), T.Set(shift));
}

internal readonly struct Scale(float scale) : IUnaryOp
{
    public static int Cost => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => x * T.Set(scale);
}

internal readonly struct Shift(float shift) : IUnaryOp
{
    public static int Cost => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => x + T.Set(shift);
}

internal readonly struct Copy : IUnaryOp
{
    public static int Cost => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => x;
}

/// <summary>x + weight * (y - x).</summary>
internal readonly struct Interpolated(float weight) : IBinaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T y) where T : struct, ILanes<T> => T.Fma(T.Set(weight), y - x, x);
}

/// <summary>x + value * y * z.</summary>
internal readonly struct AddProduct(float value) : ITernaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T y, T z) where T : struct, ILanes<T> => T.Fma(T.Set(value) * y, z, x);
}

/// <summary>x + value * y / z.</summary>
internal readonly struct AddQuotient(float value) : ITernaryOp
{
    public static int Cost => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T y, T z) where T : struct, ILanes<T> => T.Fma(T.Set(value), y / z, x);
}

/// <summary>NaN if either is, as torch.minimum.</summary>
internal readonly struct Smaller : IBinaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T y) where T : struct, ILanes<T> => T.Select(T.Less(x, y), x, T.Select(T.Equal(x, x), y, x));
}

internal readonly struct Larger : IBinaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T y) where T : struct, ILanes<T> => T.Select(T.Less(y, x), x, T.Select(T.Equal(x, x), y, x));
}

/// <summary>gradient where x is before y in order (smaller or larger), half of it where they are equal.</summary>
internal readonly struct ExtremumGradient(bool smaller) : ITernaryOp
{
    public static int Cost => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T gradient, T x, T y) where T : struct, ILanes<T>
    {
        var wins = smaller ? T.Less(x, y) : T.Less(y, x);
        return T.Select(T.Equal(x, y), gradient * T.Set(0.5f), T.Select(wins, gradient, T.Set(0f)));
    }
}

internal readonly struct Clamp(float min, float max) : IUnaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T>
    {
        x = T.Select(T.Less(x, T.Set(min)), T.Set(min), x);
        return T.Select(T.Less(T.Set(max), x), T.Set(max), x);
    }
}

/// <summary>The gradient passes within the bounds and on them.</summary>
internal readonly struct ClampGradient(float min, float max) : IBinaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T gradient) where T : struct, ILanes<T> =>
        gradient & T.LessOrEqual(T.Set(min), x) & T.LessOrEqual(x, T.Set(max));
}
