using System.Runtime.Intrinsics;
using Lora.Tensors.Kernels;

namespace Lora.Tensors.Tests.Kernels;

public class ExpTests
{
    [Fact]
    public void WholeRange_WithinOneAndAHalfUlpAndTheSameOnEveryWidth()
    {
        var worst = 0.0;
        for (var i = -1_300_000; i < 1_000_000; i++)
        {
            var x = i * 9e-5f;
            var actual = Exp.Of<Simd1, float>(x);
            var exact = Math.Exp(x);
            if (exact < float.MaxValue)
            {
                worst = Math.Max(worst, Math.Abs(actual - exact) / (MathF.BitIncrement((float)exact) - (float)exact));
            }

            if (i % 16 == 0)
            {
                Assert.Equal(actual, Exp.Of<Simd128, Vector128<float>>(Vector128.Create(x))[3]);
                Assert.Equal(actual, Exp.Of<Simd256, Vector256<float>>(Vector256.Create(x))[5]);
                Assert.Equal(actual, Exp.Of<Simd512, Vector512<float>>(Vector512.Create(x))[9]);
            }
        }

        Assert.InRange(worst, 0.1, 1.5);
    }

    [Theory]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(-200, 0)]
    [InlineData(0, 1)]
    [InlineData(-0f, 1)]
    [InlineData(89, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void SpecialValues_AsIeeeSays(float x, float expected)
    {
        Assert.Equal(expected, Exp.Of<Simd1, float>(x));
        Assert.Equal(expected, Exp.Of<Simd128, Vector128<float>>(Vector128.Create(x))[1]);
        Assert.Equal(expected, Exp.Of<Simd256, Vector256<float>>(Vector256.Create(x))[1]);
        Assert.Equal(expected, Exp.Of<Simd512, Vector512<float>>(Vector512.Create(x))[1]);
    }
}
