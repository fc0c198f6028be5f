using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

// Activations and their gradients, which take (x or y, gradient) in this order.

/// <summary>1 / (1 + e^-x).</summary>
internal readonly struct Logistic : IUnaryOp
{
    public static int Cost => 26;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => VectorMath.Sigmoid(x);
}

internal readonly struct LogisticGradient : IBinaryOp
{
    public static int Cost => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T y, T gradient) where T : struct, ILanes<T> => gradient * (y * (T.Set(1f) - y));
}

/// <summary>x where positive, slope * x elsewhere (slope 0: relu).</summary>
internal readonly struct LeakyRectifier(float slope) : IUnaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> =>
        T.Select(T.Less(T.Set(0f), x), x, slope == 0 ? T.Select(T.Equal(x, x), T.Set(0f), x) : x * T.Set(slope));
}

internal readonly struct LeakyRectifierGradient(float slope) : IBinaryOp
{
    public static int Cost => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T gradient) where T : struct, ILanes<T> =>
        T.Select(T.Less(T.Set(0f), x), gradient, slope == 0 ? T.Set(0f) : gradient * T.Set(slope));
}

/// <summary>ln(1 + e^x); x itself above 20.</summary>
internal readonly struct SoftPlus : IUnaryOp
{
    public static int Cost => 60;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => T.Select(T.Less(T.Set(20f), x), x, VectorMath.Log1p(VectorMath.Exp(x)));
}

internal readonly struct SoftPlusGradient : IBinaryOp
{
    public static int Cost => 28;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T gradient) where T : struct, ILanes<T> => gradient * VectorMath.Sigmoid(x);
}

/// <summary>x sigmoid(x).</summary>
internal readonly struct Silu : IUnaryOp
{
    public static int Cost => 26;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => x / (T.Set(1f) + VectorMath.Exp(-x));
}

internal readonly struct SiluGradient : IBinaryOp
{
    public static int Cost => 30;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T gradient) where T : struct, ILanes<T>
    {
        var s = VectorMath.Sigmoid(x);
        return gradient * (s * T.Fma(x, T.Set(1f) - s, T.Set(1f)));
    }
}

/// <summary>x sigmoid(1.702 x), CLIP's.</summary>
internal readonly struct QuickGelu : IUnaryOp
{
    public static int Cost => 27;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => x * VectorMath.Sigmoid(x * T.Set(1.702f));
}

internal readonly struct QuickGeluGradient : IBinaryOp
{
    public static int Cost => 31;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T gradient) where T : struct, ILanes<T>
    {
        var scaled = x * T.Set(1.702f);
        var s = VectorMath.Sigmoid(scaled);
        return gradient * (s * T.Fma(scaled, T.Set(1f) - s, T.Set(1f)));
    }
}

/// <summary>x Phi(x).</summary>
internal readonly struct Gelu : IUnaryOp
{
    public static int Cost => 42;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => x * VectorMath.Phi(x);
}

internal readonly struct GeluGradient : IBinaryOp
{
    public static int Cost => 66;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T gradient) where T : struct, ILanes<T> => gradient * T.Fma(x, VectorMath.Density(x), VectorMath.Phi(x));
}

/// <summary>x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).</summary>
internal readonly struct GeluTanh : IUnaryOp
{
    public static int Cost => 42;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Inner<T>(T x) where T : struct, ILanes<T> => VectorMath.Tanh(T.Set(0.79788456f) * T.Fma(T.Set(0.044715f) * x, x * x, x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x) where T : struct, ILanes<T> => T.Set(0.5f) * x * (T.Set(1f) + Inner(x));
}

internal readonly struct GeluTanhGradient : IBinaryOp
{
    public static int Cost => 50;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T x, T gradient) where T : struct, ILanes<T>
    {
        var t = GeluTanh.Inner(x);
        var slope = T.Set(0.79788456f) * T.Fma(T.Set(0.134145f) * x, x, T.Set(1f));
        var y = T.Fma(T.Set(0.5f) * x * T.Fma(-t, t, T.Set(1f)), slope, T.Fma(T.Set(0.5f), t, T.Set(0.5f)));
        return gradient * y;
    }
}

/// <summary>(value, gate) -> value gelu(gate).</summary>
internal readonly struct GatedGelu : IBinaryOp
{
    public static int Cost => 43;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T value, T gate) where T : struct, ILanes<T> => value * (gate * VectorMath.Phi(gate));
}

/// <summary>(value, gate, gradient) -> the gate's gradient; the value's is <see cref="GatedGelu"/> of (gradient, gate).</summary>
internal readonly struct GatedGeluGradient : ITernaryOp
{
    public static int Cost => 68;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T value, T gate, T gradient) where T : struct, ILanes<T> =>
        gradient * value * T.Fma(gate, VectorMath.Density(gate), Phi(gate));

    // a call of its own: beside the density it exceeds what the JIT inlines into one method
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Phi<T>(T x) where T : struct, ILanes<T> => VectorMath.Phi(x);
}
