namespace Lora.Training.Tests;

public class PythonTextTests
{
    [Theory]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.0005, "0.0005")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(2e-6, "2e-06")]
    [InlineData(1.5e-7, "1.5e-07")]
    [InlineData(1, "1.0")]
    [InlineData(0, "0.0")]
    [InlineData(-12.25, "-12.25")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(0.1, "0.1")]
    [InlineData(1.0 / 3, "0.3333333333333333")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    public void Floats_AreWrittenAsPythonDoes(double value, string expected) => Assert.Equal(expected, PythonText.Of(value));

    [Fact]
    public void Json_IsEscapedToAscii() =>
        Assert.Equal(
            "{\"gr\\u00fc\\u00df\\n\": \"\\ud83d\\ude00 \\\"q\\\"\", \"b\": 2}",
            PythonText.Json([("grüß\n", PythonText.Json("😀 \"q\"")), ("b", "2")]));
}
