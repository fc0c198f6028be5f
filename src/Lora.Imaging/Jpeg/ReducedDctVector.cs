using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Lora.Imaging.Jpeg.ReducedDct;

namespace Lora.Imaging.Jpeg;

/// <summary><see cref="ReducedDct"/> to 4 x 4 samples with eight columns, then four rows, side by side: the same whole numbers.</summary>
internal static class ReducedDctVector
{
    public static bool IsSupported => Avx2.IsSupported;

    public static void Block(ReadOnlySpan<short> coefficients, ReadOnlySpan<int> quantisation, Span<byte> output, int stride)
    {
        var from = MemoryMarshal.Cast<short, Vector128<short>>(coefficients[..64]);
        var by = MemoryMarshal.Cast<int, Vector256<int>>(quantisation[..64]);
        Vector256<int> v0 = Row(from, by, 0), v1 = Row(from, by, 1), v2 = Row(from, by, 2), v3 = Row(from, by, 3);
        Vector256<int> v5 = Row(from, by, 5), v6 = Row(from, by, 6), v7 = Row(from, by, 7);
        const int Shift = InverseDct.Fraction - InverseDct.Extra + 1;
        var sum = Vector256.ShiftLeft(v0, InverseDct.Fraction + 1) + Vector256.Create(1 << (Shift - 1));
        var even = v2 * Even2 + v6 * Even6;
        var inner = v7 * Inner7 + v5 * Inner5 + v3 * Inner3 + v1 * Inner1;
        var outer = v7 * Outer7 + v5 * Outer5 + v3 * Outer3 + v1 * Outer1;
        var r0 = Vector256.ShiftRightArithmetic(sum + even + outer, Shift);
        var r3 = Vector256.ShiftRightArithmetic(sum + even - outer, Shift);
        var r1 = Vector256.ShiftRightArithmetic(sum - even + inner, Shift);
        var r2 = Vector256.ShiftRightArithmetic(sum - even - inner, Shift);
        Rows(r0, r1, r2, r3, output, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Row(ReadOnlySpan<Vector128<short>> coefficients, ReadOnlySpan<Vector256<int>> quantisation, int y) =>
        Avx2.ConvertToVector256Int32(coefficients[y]) * quantisation[y];

    /// <summary>The second pass: a register holds a column of all four rows, and the fourth next one in its upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rows(Vector256<int> r0, Vector256<int> r1, Vector256<int> r2, Vector256<int> r3, Span<byte> output, int stride)
    {
        InverseDctVector.Pair(r0, r1, r2, r3, out var c0, out var c1, out var c2, out var c3);
        Vector128<int> v1 = c1.GetLower(), v3 = c3.GetLower(), v5 = c1.GetUpper(), v7 = c3.GetUpper();
        const int Shift = InverseDct.Fraction + InverseDct.Extra + 3 + 1;
        var sum = Vector128.ShiftLeft(c0.GetLower(), InverseDct.Fraction + 1) + Vector128.Create(1 << (Shift - 1));
        var even = c2.GetLower() * Even2 + c2.GetUpper() * Even6;
        var inner = v7 * Inner7 + v5 * Inner5 + v3 * Inner3 + v1 * Inner1;
        var outer = v7 * Outer7 + v5 * Outer5 + v3 * Outer3 + v1 * Outer1;
        var o0 = Vector128.ShiftRightArithmetic(sum + even + outer, Shift);
        var o3 = Vector128.ShiftRightArithmetic(sum + even - outer, Shift);
        var o1 = Vector128.ShiftRightArithmetic(sum - even + inner, Shift);
        var o2 = Vector128.ShiftRightArithmetic(sum - even - inner, Shift);

        // a byte of each column, four rows after one another, then turned over
        var middle = Vector128.Create((short)128);
        var left = Sse2.AddSaturate(Sse2.PackSignedSaturate(o0, o1), middle);
        var right = Sse2.AddSaturate(Sse2.PackSignedSaturate(o2, o3), middle);
        var columns = Sse2.PackUnsignedSaturate(left, right);
        var rows = Vector128.Shuffle(columns, Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)).AsUInt32();
        BinaryPrimitives.WriteUInt32LittleEndian(output, rows[0]);
        BinaryPrimitives.WriteUInt32LittleEndian(output[stride..], rows[1]);
        BinaryPrimitives.WriteUInt32LittleEndian(output[(2 * stride)..], rows[2]);
        BinaryPrimitives.WriteUInt32LittleEndian(output[(3 * stride)..], rows[3]);
    }
}
