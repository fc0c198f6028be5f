using Lora.Imaging.Jpeg;

namespace Lora.Imaging.Tests.Jpeg;

public sealed class InverseDctTests
{
    /// <summary>Sparse and full blocks, and such as only damage makes.</summary>
    [Theory]
    [InlineData(3, 200)]
    [InlineData(20, 1000)]
    [InlineData(64, 2000)]
    [InlineData(64, 32767)]
    public void SideBySide_IsTheSameAsOneAfterTheOther(int coefficients, int largest)
    {
        if (!InverseDctVector.IsSupported)
        {
            Assert.Skip("this processor has no AVX2");
        }

        var random = new Random(coefficients + largest);
        var quantisation = new int[64];
        for (var i = 0; i < 500; i++)
        {
            var block = new short[64];
            for (var k = 0; k < coefficients; k++)
            {
                block[random.Next(64)] = (short)random.Next(-largest, largest + 1);
            }

            for (var k = 0; k < 64; k++)
            {
                quantisation[k] = random.Next(1, largest < 32767 ? 256 : 65536);
            }

            byte[] plain = new byte[8 * 11], vector = new byte[8 * 11];
            InverseDct.Plain(block, quantisation, plain, 11);
            InverseDctVector.Block(block, quantisation, vector, 11);
            Assert.Equal(plain, vector);
            ReducedDct.Plain(block, quantisation, plain, 11, 4);
            ReducedDctVector.Block(block, quantisation, vector, 11);
            Assert.Equal(plain, vector);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(2)]
    [InlineData(1)]
    public void FlatBlock_IsWhatTheTransformMakesOfIt(int side)
    {
        for (var first = -1100; first < 1100; first++)
        {
            byte[] flat = new byte[64], whole = new byte[64];
            var block = new short[64];
            block[0] = (short)first;
            int[] quantisation = [.. Enumerable.Repeat(1, 64)];
            InverseDct.Flat(first, flat, 8, side);
            if (side == 8)
            {
                InverseDct.Plain(block, quantisation, whole, 8);
            }
            else
            {
                ReducedDct.Block(block, quantisation, whole, 8, side);
            }

            Assert.Equal(whole, flat);
        }
    }
}
