using Lora.Tensors.Kernels;
using Lora.Tensors.Tests.Reference;

namespace Lora.Tensors.Tests.Kernels;

/// <summary>Elementary functions: error against double, special values.</summary>
public class ElementaryFunctionTests
{
    public static TheoryData<string, float, float, double> Ranges => new()
    {
        { "exp", -87, 88, 1.5 }, { "exp", -103, -87, 1.5 }, { "expm1", -5, 5, 2 }, { "expm1", -1e-3f, 1e-3f, 2 }, { "log", 1e-6f, 100, 1.5 }, { "log", 0.5f,
            2, 2 },
        { "log", 1e-44f, 1e-38f, 1.5 }, { "log1p", -0.9f, 10, 2 }, { "log1p", -1e-3f, 1e-3f, 2 }, { "sin", -3, 3, 1.5 }, { "sin", 99_000, 1_000_000, 1.5 },
        { "cos", -3, 3, 1.5 }, { "cos", 1e9f, 3e9f, 1.5 }, { "tanh", -10, 10, 2 }, { "tanh", -0.01f, 0.01f, 2 }, { "erf", -4.5f, 4.5f, 1.5 }, { "erf",
            -0.01f, 0.01f, 1.5 },
    };

    [Fact]
    public unsafe void ExpOfSmall_EqualsExp()
    {
        float a, b;
        for (var x = -110f; x < 40; x += 0.00137f)
        {
            VectorMath.Exp(Lanes1.Set(x)).Store(&a);
            VectorMath.ExpOfSmall(Lanes1.Set(x)).Store(&b);
            Assert.Equal(a, b);
        }

        VectorMath.ExpOfSmall(Lanes1.Set(float.NegativeInfinity)).Store(&a);
        VectorMath.ExpOfSmall(Lanes1.Set(float.NaN)).Store(&b);
        Assert.Equal(0, a);
        Assert.True(float.IsNaN(b));
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Function_IsWithinUlps(string name, float low, float high, double ulps)
    {
        const int Count = 100_000;
        double worst = 0;
        float at = 0;
        for (var i = 0; i < Count; i++)
        {
            var x = low + (high - low) * (i / (float)Count);
            var exact = Exact(name, x);
            // the distance of floats at the exact value, in the result's denormal range its constant one
            var size = Math.Abs((float)exact);
            var error = Math.Abs(Ours(name, x) - exact) / (MathF.BitIncrement(size) - (double)size);
            (worst, at) = error > worst ? (error, x) : (worst, at);
        }

        // near a zero of sine and cosine the argument's reduction shows: 1 ulp of a result of at least 1e-3 is still held there
        Assert.True(worst <= ulps, $"{name}({at}) is {worst} ulp from exact");
    }

    [Theory]
    [InlineData("exp", float.NegativeInfinity, 0f)]
    [InlineData("exp", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("exp", 89f, float.PositiveInfinity)]
    [InlineData("exp", -104f, 0f)]
    [InlineData("expm1", -0f, -0f)]
    [InlineData("expm1", 1e-44f, 1e-44f)]
    [InlineData("expm1", float.NegativeInfinity, -1f)]
    [InlineData("expm1", 100f, float.PositiveInfinity)]
    [InlineData("log", 0f, float.NegativeInfinity)]
    [InlineData("log", -1f, float.NaN)]
    [InlineData("log", 1f, 0f)]
    [InlineData("log", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("log1p", -1f, float.NegativeInfinity)]
    [InlineData("log1p", -2f, float.NaN)]
    [InlineData("log1p", -0f, -0f)]
    [InlineData("log1p", 1e-44f, 1e-44f)]
    [InlineData("log1p", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("sin", -0f, -0f)]
    [InlineData("sin", 1e-44f, 1e-44f)]
    [InlineData("sin", float.PositiveInfinity, float.NaN)]
    [InlineData("cos", 0f, 1f)]
    [InlineData("cos", float.NegativeInfinity, float.NaN)]
    [InlineData("tanh", -0f, -0f)]
    [InlineData("tanh", 1e-44f, 1e-44f)]
    [InlineData("tanh", 100f, 1f)]
    [InlineData("tanh", float.NegativeInfinity, -1f)]
    [InlineData("erf", -0f, -0f)]
    [InlineData("erf", 1e-44f, 1.1e-44f)]
    [InlineData("erf", -10f, -1f)]
    [InlineData("erf", float.PositiveInfinity, 1f)]
    [InlineData("sqrt", -0f, -0f)]
    [InlineData("sqrt", -1f, float.NaN)]
    public void SpecialValue_IsAsIeeeSays(string name, float x, float expected)
    {
        var actual = Ours(name, x);
        Assert.True(BitConverter.SingleToInt32Bits(actual) == BitConverter.SingleToInt32Bits(expected) || float.IsNaN(actual) && float.IsNaN(expected),
            $"{name}({x}) = {actual}, expected {expected}");
        Assert.True(float.IsNaN(Ours(name, float.NaN)));
    }

    [Theory]
    [InlineData(2f, 10f, 1024f)]
    [InlineData(-2f, 3f, -8f)]
    [InlineData(-2f, 0.5f, float.NaN)]
    [InlineData(0f, 0f, 1f)]
    [InlineData(-0f, 3f, -0f)]
    [InlineData(-0f, -3f, float.NegativeInfinity)]
    [InlineData(0f, -2f, float.PositiveInfinity)]
    [InlineData(float.NaN, 0f, 1f)]
    [InlineData(1f, float.NaN, 1f)]
    [InlineData(-1f, float.PositiveInfinity, 1f)]
    [InlineData(0.5f, float.NegativeInfinity, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, 3f, float.NegativeInfinity)]
    [InlineData(float.NegativeInfinity, 0.5f, float.PositiveInfinity)]
    [InlineData(2f, -149f, 1.4e-45f)]
    [InlineData(10f, 39f, float.PositiveInfinity)]
    public void Power_IsAsCSays(float x, float y, float expected) => Assert.Equal(expected, PowerMath.Power(x, y));

    [Fact]
    public void Power_IsRightToTheLastBit()
    {
        var random = Noise.Floats(3, 20_000);
        for (var i = 0; i < random.Length; i += 2)
        {
            float x = 3 * random[i] + 3.01f, y = 20 * random[i + 1];
            var exact = Math.Pow(x, y);
            Assert.True(Math.Abs(PowerMath.Power(x, y) - exact) <= 0.501 * (MathF.BitIncrement((float)exact) - (double)(float)exact), $"{x}^{y}");
        }
    }

    private static unsafe float Ours(string name, float x)
    {
        var v = new Lanes1(x);
        return (name switch
        {
            "exp" => VectorMath.Exp(v),
            "expm1" => VectorMath.Expm1(v),
            "log" => VectorMath.Log(v),
            "log1p" => VectorMath.Log1p(v),
            "sin" => VectorMath.Sin(v),
            "cos" => VectorMath.Cos(v),
            "tanh" => VectorMath.Tanh(v),
            "erf" => VectorMath.Erf(v),
            _ => Lanes1.Sqrt(v),
        }).Value;
    }

    private static double Exact(string name, double x) => name switch
    {
        "exp" => Math.Exp(x),
        "expm1" => ElementaryReference.Expm1(x),
        "log" => Math.Log(x),
        "log1p" => ElementaryReference.Log1p(x),
        "sin" => Math.Sin(x),
        "cos" => Math.Cos(x),
        "tanh" => Math.Tanh(x),
        _ => ElementaryReference.Erf(x),
    };
}
