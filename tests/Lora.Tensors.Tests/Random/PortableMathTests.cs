namespace Lora.Tensors.Tests;

public sealed class PortableMathTests
{
    private static IEnumerable<double> Inputs(double low, double high)
    {
        var numbers = new double[2000];
        new Generator(11).Uniform(numbers, low, high);
        return numbers.Append(low).Append(high);
    }

    /// <summary>The C library's functions are themselves within an ulp of the truth; ours then lie within two of theirs.</summary>
    private static void Near(double expected, double actual) =>
        Assert.InRange(Math.Abs(actual - expected), 0, 2.01 * Math.BitIncrement(Math.Abs(expected)) - (2.01 * Math.Abs(expected)));

    [Theory]
    [InlineData(1e-300, 1e-299)]
    [InlineData(5e-324, 1e-320)]
    [InlineData(1e-8, 1e-7)]
    [InlineData(0.4, 0.75)]
    [InlineData(0.99, 1.01)]
    [InlineData(0.999999999, 1)]
    [InlineData(1, 3)]
    [InlineData(1e10, 1e300)]
    public void Log_IsWithinTwoUlpOfTheSystems(double low, double high) => Assert.All(Inputs(low, high), x => Near(Math.Log(x), PortableMath.Log(x)));

    [Theory]
    [InlineData(0, 6.3)]
    [InlineData(-1e-5, 1e-5)]
    [InlineData(-100, 100)]
    [InlineData(9e4, 1e5)]
    public void SinCos_IsWithinTwoUlpOfTheSystems(double low, double high) => Assert.All(Inputs(low, high), x =>
    {
        (var sin, var cos) = PortableMath.SinCos(x);
        Near(Math.Sin(x), sin);
        Near(Math.Cos(x), cos);
    });

    [Fact]
    public void LogOfSpecialValues_IsAsInIeee()
    {
        Assert.Equal(double.NegativeInfinity, PortableMath.Log(0));
        Assert.Equal(double.PositiveInfinity, PortableMath.Log(double.PositiveInfinity));
        Assert.Equal(double.NaN, PortableMath.Log(-1));
        Assert.Equal(double.NaN, PortableMath.Log(double.NaN));
        Assert.Equal(0, PortableMath.Log(1));
    }
}
