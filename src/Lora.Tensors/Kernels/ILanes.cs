namespace Lora.Tensors.Kernels;

/// <summary>
/// A register of floats with the operators that an elementwise formula is written with: once, for every width. Each function treats lanes alike and rounds as
/// IEEE 754 says, so the bits do not depend on the width. Comparisons give masks (all bits of a lane set or none), the <c>Bits</c> functions see lanes as
/// int32.
/// </summary>
internal unsafe interface ILanes<T> where T : struct, ILanes<T>
{
    static abstract int Width { get; }
    static abstract T Load(float* from);
    void Store(float* to);
    static abstract T Set(float value);

    /// <summary>One float from memory in every lane: a single instruction, which <see cref="Set"/> of a loaded value is not.</summary>
    static abstract T Spread(float* from);
    static abstract T SetBits(int value);
    static abstract T operator +(T a, T b);
    static abstract T operator -(T a, T b);
    static abstract T operator *(T a, T b);
    static abstract T operator /(T a, T b);
    static abstract T operator -(T a);
    static abstract T operator &(T a, T b);
    static abstract T operator |(T a, T b);
    static abstract T operator ^(T a, T b);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract T Fma(T a, T b, T c);

    /// <summary>sum += a * b, rounded once: what the compiler turns into one instruction that keeps the sum in its register, where <see cref="Fma"/>
    /// may take a second one to move it back.</summary>
    static abstract void AddProduct(ref T sum, T a, T b);
    static abstract T Sqrt(T a);
    static abstract T Abs(T a);
    static abstract T Less(T a, T b);
    static abstract T LessOrEqual(T a, T b);
    static abstract T Equal(T a, T b);

    /// <summary>mask ? a : b.</summary>
    static abstract T Select(T mask, T a, T b);

    /// <summary>a > b ? a : b, so b where one is no number.</summary>
    static abstract T Max(T a, T b);

    /// <summary>a &lt; b ? a : b, so b where one is no number.</summary>
    static abstract T Min(T a, T b);
    static abstract T AddBits(T a, T b);
    static abstract T SubtractBits(T a, T b);
    static abstract T ShiftLeft(T a, int count);

    /// <summary>Keeps the sign.</summary>
    static abstract T ShiftRight(T a, int count);

    /// <summary>int32 lanes to floats, rounded to nearest even.</summary>
    static abstract T FromInt(T bits);

    /// <summary>Whole floats within int32 to int32 lanes.</summary>
    static abstract T ToInt(T whole);
    static abstract bool AnyBit(T mask);
}
