using FsCheck;
using FsCheck.Fluent;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

public sealed class CaptionRecipeTests
{
    private const string Caption = "trigger,  red hat , blue eyes,smile, outdoors\nsecond line";

    private static readonly CaptionMoment Start = new(1, 0);

    [Fact]
    public void WithoutOptions_TheFirstLineStands() => Assert.Equal("trigger,  red hat , blue eyes,smile, outdoors", Apply("", Caption, Random(1)));

    [Fact]
    public void KeptTags_StayInFront()
    {
        var random = Random(1);
        var seen = Enumerable.Range(0, 50).Select(_ => Apply("ShuffleCaption=true; KeepTokens=2", Caption, random)).ToHashSet();
        Assert.All(seen, caption => Assert.StartsWith("trigger, red hat, ", caption));
        Assert.Equal(6, seen.Count);
        Assert.All(seen, caption => Assert.Equal(["blue eyes", "outdoors", "smile"], caption.Split(", ")[2..].Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void MoreKeptThanThere_LeavesTheOrder() => Assert.Equal("a, b", Apply("ShuffleCaption=true; KeepTokens=9", " a ,b", Random(3)));

    [Fact]
    public void SameSeed_GivesTheSameCaption() =>
        Assert.Equal(Apply("ShuffleCaption=true", Caption, Random(5)), Apply("ShuffleCaption=true", Caption, Random(5)));

    [Theory]
    [InlineData("KeepTokensSeparator=|||", "a ||| b, c ||| d ||| e", "a, b, c, d, e")]
    [InlineData("KeepTokensSeparator=|||", "a,  b ,c", "a,  b ,c")]
    [InlineData("CaptionPrefix=p,; CaptionSuffix=, s", "a\nb", "p, a , s")]
    [InlineData("SecondarySeparator=/", "a/b, c", "a,b, c")]
    [InlineData("CaptionSeparator=:; KeepTokensSeparator=|||; SecondarySeparator=/", "a ||| b:c/d", "a: b: c:d")]
    public void ConstantOptions_GiveTheSameTextAtEveryStep(string options, string caption, string expected)
    {
        OptionValues values = Settings.Of($"NetworkTrainUnetOnly=true; {options}");
        Assert.True(values.CachesTextEmbeddings);
        Assert.Equal(expected, CaptionRecipe.Constant(values).Always(caption));
        Assert.Equal(expected, CaptionRecipe.Of(values, 10).Apply(caption, Start, Random(1)));
    }

    [Theory]
    [InlineData("ShuffleCaption=true")]
    [InlineData("EnableWildcard=true")]
    [InlineData("CaptionDropoutRate=0.1")]
    [InlineData("CaptionDropoutEveryNEpochs=2")]
    [InlineData("CaptionTagDropoutRate=0.1")]
    [InlineData("TokenWarmupStep=0.5")]
    public void WhateverVariesCaptions_KeepsTheirEmbeddingsFromBeingCached(string options)
    {
        OptionValues values = Settings.Of($"NetworkTrainUnetOnly=true; {options}");
        Assert.False(values.CachesTextEmbeddings);
        var recipe = CaptionRecipe.Of(values, 8);
        var random = Random(2);
        var seen = Enumerable.Range(0, 64).Select(step => recipe.Apply("{a|b}, c, d, e\nf", new(1 + (step / 4), step), random));
        Assert.True(seen.Distinct().Count() > 1);
    }

    [Fact]
    public void PrefixAndSuffix_StandAroundEveryLine()
    {
        var random = Random(1);
        var seen = Enumerable.Range(0, 50).Select(_ => Apply("EnableWildcard=true; CaptionPrefix=p; CaptionSuffix=s", "one\ntwo\nthree", random)).ToHashSet();
        Assert.Equal(["p one s", "p three s", "p two s"], seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(3, "a, b")]
    [InlineData(4, "")]
    [InlineData(8, "")]
    public void EveryFourthEpoch_HasNoCaption(int epoch, string expected) =>
        Assert.Equal(expected, CaptionRecipe.Of(Settings.Of("CaptionDropoutEveryNEpochs=4"), 10).Apply("a, b", new(epoch, 0), Random(1)));

    /// <summary>kohya asks for a part of all steps when the first caption is read, and takes no steps for a warm-up that is over.</summary>
    [Theory]
    [InlineData(0.25, 10, 2)]
    [InlineData(0.05, 10, 0)]
    [InlineData(7, 10, 7)]
    public void WarmUp_IsANumberOfStepsOrAPartOfAll(double written, int totalSteps, int steps) =>
        Assert.Equal(steps, CaptionRecipe.StepsOf(written, totalSteps));

    [Fact]
    public void Longest_HasEveryTextAtItsFullLength()
    {
        var recipe = CaptionRecipe.Constant(Settings.Of("CaptionPrefix=p,; KeepTokensSeparator=|||")) with { EnableWildcard = true };
        Assert.Equal(["p, a longer hat, x", "p, y"], recipe.Longest("a {big|longer} hat ||| x\ny"));
    }

    /// <summary>Whatever stands in a caption: tags are neither made up nor lost by shuffling, and a wildcard adds nothing.</summary>
    [Fact]
    public void AnyCaption_KeepsItsTags()
    {
        var piece = Gen.Elements("a", "b c", ",", ", ", "{", "}", "|", "{{", "}}", " ||| ", "\n", ";;;", "");
        Prop.ForAll(piece.ListOf().Select(string.Concat).ToArbitrary(), caption =>
        {
            var first = caption.Split('\n')[0];
            var shuffled = Apply("ShuffleCaption=true; KeepTokens=1", caption, Random(4));
            var expanded = Apply("EnableWildcard=true", caption, Random(4));
            return shuffled.Split(',').Select(tag => tag.Trim()).Order(StringComparer.Ordinal)
                    .SequenceEqual(first.Split(',').Select(tag => tag.Trim()).Order(StringComparer.Ordinal))
                && expanded.Length <= caption.Length && !expanded.Contains('\n', StringComparison.Ordinal) && expanded.All(caption.Contains);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(3, 5));
    }

    private static string Apply(string options, string caption, IRandomDraws random) =>
        CaptionRecipe.Of(Settings.Of(options), 10).Apply(caption, Start, random);

    private static RandomStream Random(long seed) => new(seed, RandomPurpose.Captions);
}
