namespace Lora.Training.Tests;

public class CaptionShuffleTests
{
    private const string Caption = "trigger,  red hat , blue eyes,smile, outdoors\nsecond line";

    [Fact]
    public void WithoutShuffling_TheFirstLineStands() =>
        Assert.Equal("trigger,  red hat , blue eyes,smile, outdoors", new CaptionShuffle(false, 1).Apply(Caption, Random(1)));

    [Fact]
    public void KeptTags_StayInFront()
    {
        var shuffle = new CaptionShuffle(true, 2);
        var random = Random(1);
        var seen = Enumerable.Range(0, 50).Select(_ => shuffle.Apply(Caption, random)).ToHashSet();
        Assert.All(seen, caption => Assert.StartsWith("trigger, red hat, ", caption));
        Assert.Equal(6, seen.Count);
        Assert.All(seen, caption => Assert.Equal(["blue eyes", "outdoors", "smile"], caption.Split(", ")[2..].Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void MoreKeptThanThere_LeavesTheOrder() => Assert.Equal("a, b", new CaptionShuffle(true, 9).Apply(" a ,b", Random(3)));

    [Fact]
    public void SameSeed_GivesTheSameCaption() =>
        Assert.Equal(new CaptionShuffle(true, 0).Apply(Caption, Random(5)), new CaptionShuffle(true, 0).Apply(Caption, Random(5)));

    private static RandomStream Random(long seed) => new(seed, RandomPurpose.Captions);
}
