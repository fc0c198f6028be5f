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

    [Theory]
    [InlineData("a; b, sks; c", ";", "", "sks; a; b, sks; c")]
    [InlineData("a; sks; c", ";", "", "sks; a; c")]
    [InlineData("sks ||| a, b", ",", "|||", "sks ||| a, b")]
    [InlineData("a, b ||| c, sks ||| d", ",", "|||", "sks, a, b ||| c ||| d")]
    [InlineData("a ||| b", ",", "|||", "sks, a ||| b")]
    public void Trigger_StandsBeforeOtherSeparatorsToo(string caption, string separator, string mark, string expected) =>
        Assert.Equal(expected, TriggerFirst.Apply(caption, "sks", separator, mark));
}
