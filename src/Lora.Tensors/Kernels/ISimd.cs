namespace Lora.Tensors.Kernels;

/// <summary>
/// What a kernel needs of a register of floats, so that its loop is written once for every tier. Each function treats lanes alike and rounds as IEEE 754 says;
/// so a kernel whose lanes hold different outputs gives the same bits at every width.
/// </summary>
public unsafe interface ISimd<T> where T : struct
{
    /// <summary>Lanes in a register.</summary>
    static abstract int Width { get; }

    static abstract T Load(float* from);

    static abstract void Store(T value, float* to);

    static abstract T Broadcast(float value);

    static abstract T Add(T a, T b);

    static abstract T Subtract(T a, T b);

    static abstract T Multiply(T a, T b);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    /// <summary>a &gt; b ? a : b, so b where either is NaN.</summary>
    static abstract T Larger(T a, T b);

    /// <summary>a &lt; b ? a : b, so b where either is NaN.</summary>
    static abstract T Smaller(T a, T b);

    /// <summary>2^n for a whole n of -126 to 127.</summary>
    static abstract T PowerOfTwo(T n);
}
