using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lora.Tensors.Kernels;

/// <summary>Square blocks of floats turned over, on their way from rows to packed panels.</summary>
internal static unsafe class Block
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(Vector128<float> r0, Vector128<float> r1, Vector128<float> r2, Vector128<float> r3, float* to0, float* to1, float* to2,
        float* to3)
    {
        if (Sse.IsSupported)
        {
            // named by instruction: the portable forms go through memory
            Vector128<float> low01 = Sse.UnpackLow(r0, r1), high01 = Sse.UnpackHigh(r0, r1), low23 = Sse.UnpackLow(r2, r3), high23 = Sse.UnpackHigh(r2, r3);
            Sse.MoveLowToHigh(low01, low23).Store(to0);
            Sse.MoveHighToLow(low23, low01).Store(to1);
            Sse.MoveLowToHigh(high01, high23).Store(to2);
            Sse.MoveHighToLow(high23, high01).Store(to3);
        }
        else
        {
            Vector128.Create(r0[0], r1[0], r2[0], r3[0]).Store(to0);
            Vector128.Create(r0[1], r1[1], r2[1], r3[1]).Store(to1);
            Vector128.Create(r0[2], r1[2], r2[2], r3[2]).Store(to2);
            Vector128.Create(r0[3], r1[3], r2[3], r3[3]).Store(to3);
        }
    }

    /// <summary>Eight by eight floats, for machines with AVX: row i of the result goes to to + i * step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(Vector256<float> r0, Vector256<float> r1, Vector256<float> r2, Vector256<float> r3, Vector256<float> r4, Vector256<float> r5,
        Vector256<float> r6, Vector256<float> r7, float* to, nint step)
    {
        // pairs of rows, then fours, within halves; at last the halves change places
        Vector256<float> a0 = Avx.UnpackLow(r0, r1), a1 = Avx.UnpackHigh(r0, r1), a2 = Avx.UnpackLow(r2, r3), a3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> a4 = Avx.UnpackLow(r4, r5), a5 = Avx.UnpackHigh(r4, r5), a6 = Avx.UnpackLow(r6, r7), a7 = Avx.UnpackHigh(r6, r7);
        Vector256<float> b0 = Avx.Shuffle(a0, a2, 0x44), b1 = Avx.Shuffle(a0, a2, 0xEE), b2 = Avx.Shuffle(a1, a3, 0x44), b3 = Avx.Shuffle(a1, a3, 0xEE);
        Vector256<float> b4 = Avx.Shuffle(a4, a6, 0x44), b5 = Avx.Shuffle(a4, a6, 0xEE), b6 = Avx.Shuffle(a5, a7, 0x44), b7 = Avx.Shuffle(a5, a7, 0xEE);
        Avx.Permute2x128(b0, b4, 0x20).Store(to);
        Avx.Permute2x128(b1, b5, 0x20).Store(to + step);
        Avx.Permute2x128(b2, b6, 0x20).Store(to + 2 * step);
        Avx.Permute2x128(b3, b7, 0x20).Store(to + 3 * step);
        to += 4 * step;
        Avx.Permute2x128(b0, b4, 0x31).Store(to);
        Avx.Permute2x128(b1, b5, 0x31).Store(to + step);
        Avx.Permute2x128(b2, b6, 0x31).Store(to + 2 * step);
        Avx.Permute2x128(b3, b7, 0x31).Store(to + 3 * step);
    }
}
