using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lora.Tensors.Kernels;

/// <summary>Four by four floats turned over, on their way from rows to packed panels.</summary>
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
}
