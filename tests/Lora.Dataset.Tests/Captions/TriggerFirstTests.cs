namespace Lora.Dataset.Tests.Captions;

public sealed class TriggerFirstTests
{
    [Theory]
    [InlineData("red body, smile", "zorblax", "zorblax, red body, smile")]
    [InlineData("red body, zorblax ,smile", "zorblax", "zorblax, red body, smile")]
    [InlineData("zorblax,red body", "zorblax", "zorblax,red body")]
    [InlineData("", "zorblax", "zorblax")]
    [InlineData("red body", "", "red body")]
    [InlineData("a photo of zorblax sitting", "zorblax", "zorblax, a photo of zorblax sitting")]
    [InlineData("Zorblax, red body", "zorblax", "zorblax, Zorblax, red body")]
    public void Trigger_StandsFirstOnce(string caption, string trigger, string expected) => Assert.Equal(expected, TriggerFirst.Apply(caption, trigger));
}
