using System.Runtime.CompilerServices;

namespace Lora.Tensors.Kernels;

/// <summary>One float: the scalar tier, and the tail of every wider one.</summary>
internal unsafe struct Lanes1(float value) : ILanes<Lanes1>
{
    private float _v = value;

    public static int Width => 1;

    public readonly float Value => _v;

    private static int Int(Lanes1 a) => BitConverter.SingleToInt32Bits(a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes1 Mask(bool set) => SetBits(set ? -1 : 0);

    public static Lanes1 Load(float* from) => new(*from);

    public readonly void Store(float* to) => *to = _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Spread(float* from) => new(*from);

    public static Lanes1 Set(float value) => new(value);

    public static Lanes1 SetBits(int value) => new(BitConverter.Int32BitsToSingle(value));

    public static Lanes1 operator +(Lanes1 a, Lanes1 b) => new(a._v + b._v);

    public static Lanes1 operator -(Lanes1 a, Lanes1 b) => new(a._v - b._v);

    public static Lanes1 operator *(Lanes1 a, Lanes1 b) => new(a._v * b._v);

    public static Lanes1 operator /(Lanes1 a, Lanes1 b) => new(a._v / b._v);

    public static Lanes1 operator -(Lanes1 a) => new(-a._v);

    public static Lanes1 operator &(Lanes1 a, Lanes1 b) => SetBits(Int(a) & Int(b));

    public static Lanes1 operator |(Lanes1 a, Lanes1 b) => SetBits(Int(a) | Int(b));

    public static Lanes1 operator ^(Lanes1 a, Lanes1 b) => SetBits(Int(a) ^ Int(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Fma(Lanes1 a, Lanes1 b, Lanes1 c) => new(Fused.MultiplyAdd(a._v, b._v, c._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref Lanes1 sum, Lanes1 a, Lanes1 b) => sum._v = Fused.MultiplyAdd(a._v, b._v, sum._v);

    public static Lanes1 Sqrt(Lanes1 a) => new(MathF.Sqrt(a._v));

    public static Lanes1 Abs(Lanes1 a) => new(MathF.Abs(a._v));

    public static Lanes1 Less(Lanes1 a, Lanes1 b) => Mask(a._v < b._v);

    public static Lanes1 LessOrEqual(Lanes1 a, Lanes1 b) => Mask(a._v <= b._v);

    public static Lanes1 Equal(Lanes1 a, Lanes1 b) => Mask(a._v == b._v);

    public static Lanes1 Select(Lanes1 mask, Lanes1 a, Lanes1 b) => Int(mask) != 0 ? a : b;

    public static Lanes1 Max(Lanes1 a, Lanes1 b) => a._v > b._v ? a : b;

    public static Lanes1 Min(Lanes1 a, Lanes1 b) => a._v < b._v ? a : b;

    public static Lanes1 AddBits(Lanes1 a, Lanes1 b) => SetBits(Int(a) + Int(b));

    public static Lanes1 SubtractBits(Lanes1 a, Lanes1 b) => SetBits(Int(a) - Int(b));

    public static Lanes1 ShiftLeft(Lanes1 a, int count) => SetBits(Int(a) << count);

    public static Lanes1 ShiftRight(Lanes1 a, int count) => SetBits(Int(a) >> count);

    public static Lanes1 FromInt(Lanes1 bits) => new(Int(bits));

    public static Lanes1 ToInt(Lanes1 whole) => SetBits((int)whole._v);

    public static bool AnyBit(Lanes1 mask) => Int(mask) != 0;
}
