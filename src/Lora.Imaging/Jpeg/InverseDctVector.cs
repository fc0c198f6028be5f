using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Lora.Imaging.Jpeg.InverseDct;

namespace Lora.Imaging.Jpeg;

/// <summary><see cref="InverseDct"/> with eight columns, then eight rows, side by side in registers of 256 bits: the same whole numbers.</summary>
internal static class InverseDctVector
{
    public static bool IsSupported => Avx2.IsSupported;

    public static void Block(ReadOnlySpan<short> coefficients, ReadOnlySpan<int> quantisation, Span<byte> output, int stride)
    {
        var from = MemoryMarshal.Cast<short, Vector128<short>>(coefficients[..64]);
        var by = MemoryMarshal.Cast<int, Vector256<int>>(quantisation[..64]);
        var r7 = Avx2.ConvertToVector256Int32(from[7]) * by[7];
        var r6 = Avx2.ConvertToVector256Int32(from[6]) * by[6];
        var r5 = Avx2.ConvertToVector256Int32(from[5]) * by[5];
        var r4 = Avx2.ConvertToVector256Int32(from[4]) * by[4];
        var r3 = Avx2.ConvertToVector256Int32(from[3]) * by[3];
        var r2 = Avx2.ConvertToVector256Int32(from[2]) * by[2];
        var r1 = Avx2.ConvertToVector256Int32(from[1]) * by[1];
        var r0 = Avx2.ConvertToVector256Int32(from[0]) * by[0];
        Lines(Fraction - Extra, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Lines(Fraction + Extra + 3, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Store(r0, r1, r2, r3, output, stride);
        Store(r4, r5, r6, r7, output[(4 * stride)..], stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Lines(int shift, ref Vector256<int> v0, ref Vector256<int> v1, ref Vector256<int> v2, ref Vector256<int> v3,
        ref Vector256<int> v4, ref Vector256<int> v5, ref Vector256<int> v6, ref Vector256<int> v7)
    {
        var half = Vector256.Create(1 << (shift - 1));
        var turn = (v2 + v6) * C0541;
        var even2 = turn - v6 * C1847;
        var even3 = turn + v2 * C0765;
        // the rounding once, where each of the eight results has it
        var sum = Vector256.ShiftLeft(v0 + v4, Fraction) + half;
        var difference = Vector256.ShiftLeft(v0 - v4, Fraction) + half;
        var (e0, e1, e2, e3) = (sum + even3, difference + even2, difference - even2, sum - even3);

        var all = (v7 + v3 + v5 + v1) * C1175;
        var a = (v7 + v1) * -C0899;
        var b = (v5 + v3) * -C2562;
        var c = all - (v7 + v3) * C1961;
        var d = all - (v5 + v1) * C0390;
        var o3 = v7 * C0298 + a + c;
        var o2 = v5 * C2053 + b + d;
        var o1 = v3 * C3072 + b + c;
        var o0 = v1 * C1501 + a + d;

        v0 = Vector256.ShiftRightArithmetic(e0 + o0, shift);
        v7 = Vector256.ShiftRightArithmetic(e0 - o0, shift);
        v1 = Vector256.ShiftRightArithmetic(e1 + o1, shift);
        v6 = Vector256.ShiftRightArithmetic(e1 - o1, shift);
        v2 = Vector256.ShiftRightArithmetic(e2 + o2, shift);
        v5 = Vector256.ShiftRightArithmetic(e2 - o2, shift);
        v3 = Vector256.ShiftRightArithmetic(e3 + o3, shift);
        v4 = Vector256.ShiftRightArithmetic(e3 - o3, shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector256<int> r0, ref Vector256<int> r1, ref Vector256<int> r2, ref Vector256<int> r3,
        ref Vector256<int> r4, ref Vector256<int> r5, ref Vector256<int> r6, ref Vector256<int> r7)
    {
        Pair(r0, r1, r2, r3, out var a0, out var a1, out var a2, out var a3);
        Pair(r4, r5, r6, r7, out var b0, out var b1, out var b2, out var b3);
        (r0, r4) = (Avx2.Permute2x128(a0, b0, 0x20), Avx2.Permute2x128(a0, b0, 0x31));
        (r1, r5) = (Avx2.Permute2x128(a1, b1, 0x20), Avx2.Permute2x128(a1, b1, 0x31));
        (r2, r6) = (Avx2.Permute2x128(a2, b2, 0x20), Avx2.Permute2x128(a2, b2, 0x31));
        (r3, r7) = (Avx2.Permute2x128(a3, b3, 0x20), Avx2.Permute2x128(a3, b3, 0x31));
    }

    /// <summary>Four rows: both halves turned over, each within itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pair(Vector256<int> r0, Vector256<int> r1, Vector256<int> r2, Vector256<int> r3,
        out Vector256<int> c0, out Vector256<int> c1, out Vector256<int> c2, out Vector256<int> c3)
    {
        Vector256<long> low = Avx2.UnpackLow(r0, r1).AsInt64(), high = Avx2.UnpackHigh(r0, r1).AsInt64();
        Vector256<long> low2 = Avx2.UnpackLow(r2, r3).AsInt64(), high2 = Avx2.UnpackHigh(r2, r3).AsInt64();
        c0 = Avx2.UnpackLow(low, low2).AsInt32();
        c1 = Avx2.UnpackHigh(low, low2).AsInt32();
        c2 = Avx2.UnpackLow(high, high2).AsInt32();
        c3 = Avx2.UnpackHigh(high, high2).AsInt32();
    }

    /// <summary>Four rows of eight samples.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> r0, Vector256<int> r1, Vector256<int> r2, Vector256<int> r3, Span<byte> output, int stride)
    {
        var middle = Vector256.Create((short)128);
        var first = Avx2.AddSaturate(Avx2.PackSignedSaturate(r0, r1), middle);
        var second = Avx2.AddSaturate(Avx2.PackSignedSaturate(r2, r3), middle);
        var bytes = Avx2.PackUnsignedSaturate(first, second).AsInt32();
        var rows = Avx2.PermuteVar8x32(bytes, Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsUInt64();
        BinaryPrimitives.WriteUInt64LittleEndian(output, rows[0]);
        BinaryPrimitives.WriteUInt64LittleEndian(output[stride..], rows[1]);
        BinaryPrimitives.WriteUInt64LittleEndian(output[(2 * stride)..], rows[2]);
        BinaryPrimitives.WriteUInt64LittleEndian(output[(3 * stride)..], rows[3]);
    }
}
