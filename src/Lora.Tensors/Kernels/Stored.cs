using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lora.Tensors.Kernels;

/// <summary>Elements as they lie in memory, read as fp32: exactly, for every bit pattern (a signalling NaN may come out quiet).</summary>
internal unsafe interface IStored
{
    static abstract float One(void* from, nint index);

    /// <summary>Elements index to index + 3.</summary>
    static abstract Vector128<float> Four(void* from, nint index);

    /// <summary>Elements index to index + 7.</summary>
    static abstract Vector256<float> Eight(void* from, nint index);
}

internal readonly unsafe struct StoredFloat32 : IStored
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float One(void* from, nint index) => ((float*)from)[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Four(void* from, nint index) => Vector128.Load((float*)from + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Eight(void* from, nint index) => Vector256.Load((float*)from + index);
}

internal readonly unsafe struct StoredBFloat16 : IStored
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float One(void* from, nint index) => BitConverter.Int32BitsToSingle(((ushort*)from)[index] << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Four(void* from, nint index) =>
        Vector128.ShiftLeft(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)((ushort*)from + index)).AsUInt16()), 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Eight(void* from, nint index) => Avx2.IsSupported
        ? Avx2.ShiftLeftLogical(Avx2.ConvertToVector256Int32((ushort*)from + index), 16).AsSingle()
        : Vector256.Create(Four(from, index), Four(from, index + 4));
}

internal readonly unsafe struct StoredFloat16 : IStored
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float One(void* from, nint index) => (float)((Half*)from)[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Four(void* from, nint index)
    {
        var half = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)((ushort*)from + index)).AsUInt16());
        var body = half & Vector128.Create(0x7FFFu);
        // the fields moved into place read as the value times 2^-112, denormals included; scaling by 2^112 is exact
        var scaled = Vector128.ShiftLeft(body, 13).AsSingle() * Vector128.Create(BitConverter.Int32BitsToSingle((112 + 127) << 23));
        var special = Vector128.GreaterThan(body, Vector128.Create(0x7BFFu)) & Vector128.Create(0x7F800000u);
        return (scaled.AsUInt32() | special | Vector128.ShiftLeft(half & Vector128.Create(0x8000u), 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Eight(void* from, nint index)
    {
        if (!Avx2.IsSupported)
        {
            return Vector256.Create(Four(from, index), Four(from, index + 4));
        }

        var half = Avx2.ConvertToVector256Int32((ushort*)from + index);
        var body = half & Vector256.Create(0x7FFF);
        var scaled = Vector256.ShiftLeft(body, 13).AsSingle() * Vector256.Create(BitConverter.Int32BitsToSingle((112 + 127) << 23));
        var special = Vector256.GreaterThan(body, Vector256.Create(0x7BFF)) & Vector256.Create(0x7F800000);
        return (scaled.AsInt32() | special | Vector256.ShiftLeft(half & Vector256.Create(0x8000), 16)).AsSingle();
    }
}
