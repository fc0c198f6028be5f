using System.Runtime.Intrinsics;
using Lora.Tensors.Kernels;

namespace Lora.Tensors.Tests.Kernels;

public class FusedTests
{
    [Fact]
    public void Emulation_EqualsTheFusedInstructionOnEveryKindOfNumber()
    {
        float[] special = [0f, -0f, 1f, -1f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity,
            float.NaN, 1.1754944e-38f, 0.99999994f, 1.0000001f];
        foreach (var a in special)
        {
            foreach (var b in special)
            {
                foreach (var c in special)
                {
                    Check(a, b, c);
                }
            }
        }

        var state = 7ul;
        for (var i = 0; i < 300_000; i++)
        {
            // any bits, then sums that nearly cancel or end half-way between two floats, where rounding twice goes wrong
            float a = Next(), b = Next(), c = Next();
            Check(a, b, c);
            Check(a, b, (float)(-(double)a * b));
            Check(a, b, BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits((float)((double)a * b)) + (24 << 23)));
            Check(1 + (i & 4095) * 1.1920929e-7f, 1 + (i >> 12) * 1.1920929e-7f, c);
        }

        float Next()
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            return BitConverter.Int32BitsToSingle((int)(state >> 32));
        }
    }

    private static void Check(float a, float b, float c)
    {
        var expected = MathF.FusedMultiplyAdd(a, b, c);
        Same(expected, Fused.Emulated(a, b, c));
        var vector = Fused.Emulated(Vector128.Create(1f, a, a, 2f), Vector128.Create(1f, b, b, 2f), Vector128.Create(1f, c, c, 2f));
        Same(expected, vector[1]);
        Same(expected, vector[2]);

        void Same(float one, float two)
        {
            if (BitConverter.SingleToInt32Bits(one) != BitConverter.SingleToInt32Bits(two) && !(float.IsNaN(one) && float.IsNaN(two)))
            {
                Assert.Fail($"{a:r} * {b:r} + {c:r}: {one:r} fused, {two:r} emulated");
            }
        }
    }
}
