namespace Lora.Dataset.Tests.Captions;

public sealed class WithoutTriggerTests
{
    [Theory]
    [InlineData("red body, smile", "zorblax", "red body, smile")]
    [InlineData("zorblax, red body,smile", "zorblax", "red body, smile")]
    [InlineData("red body, zorblax", "zorblax", "red body")]
    [InlineData("zorblax", "zorblax", "")]
    [InlineData("a photo of zorblax sitting", "zorblax", "a photo of sitting")]
    [InlineData("zorblaxes, red body", "zorblax", "zorblaxes, red body")]
    [InlineData("Zorblax, red body", "zorblax", "Zorblax, red body")]
    [InlineData("a (c++) b, smile", "(c++)", "a b, smile")]
    [InlineData("a, b", "", "a, b")]
    public void Trigger_IsTakenOut(string caption, string trigger, string expected) => Assert.Equal(expected, WithoutTrigger.Apply(caption, trigger));

    [Fact]
    public void Trigger_IsTakenOutBetweenOtherSeparators() => Assert.Equal("a, b; c", WithoutTrigger.Apply("a, b; sks; c", "sks", ";"));
}
