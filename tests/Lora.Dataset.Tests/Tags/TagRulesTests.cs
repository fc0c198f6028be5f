using Lora.Vocabulary;

namespace Lora.Dataset.Tests.Tags;

public sealed class TagRulesTests
{
    private static readonly TagForm Marks = new(Mark: "|||");
    private static readonly TagForm Wildcards = new(Wildcards: true);

    [Fact]
    public void EachAction_HasAClass() => Assert.Equal(TagActions.All, TagRuleCatalog.All.Keys);

    [Theory]
    // as it is written
    [InlineData("remove", "signature", "", "1girl, signature, smile", "1girl, smile")]
    [InlineData("remove", "signature", "", "1girl, Signature, artist signature", "1girl, Signature, artist signature")]
    [InlineData("remove", "smile, hat", "", "smile, 1girl,hat,smile", "1girl")]
    [InlineData("remove", "smile", "", "smile", "")]
    [InlineData("remove", "*watermark*", "", "a watermark, watermarked, b", "b")]
    [InlineData("remove", "a*c*e", "", "ace, abcde, abced, ae, aec", "abced, ae, aec")]
    [InlineData("remove", "*", "", "a, b", "")]
    [InlineData("remove", "aa*aa", "", "aaa, aaaa, aa b aa", "aaa")]
    [InlineData("remove", @"zorblax \(series\)", "", @"smile, zorblax \(series\)", "smile")]
    [InlineData("replace", "gray hair, silver hair", "grey hair", "1girl, gray hair, smile, silver hair", "1girl, grey hair, smile")]
    [InlineData("replace", "gray hair", "grey hair", "grey hair, gray hair", "grey hair")]
    [InlineData("replace", "outfit", "red dress, boots", "boots, 1girl, outfit, smile", "boots, 1girl, red dress, smile")]
    [InlineData("replace", "hat", "hat, red hat", "a, hat, b", "a, hat, red hat, b")]
    [InlineData("replace", "*hat", "red hat", "big hat, a, old hat", "red hat, a")]
    // the issue's own example
    [InlineData("merge", "boots, red footwear", "red boots", "boots, red footwear, red boots", "red boots")]
    [InlineData("merge", "boots, red footwear", "red boots", "boots, red footwear", "boots, red footwear")]
    [InlineData("merge", "* hair", "long hair, short hair", "1girl, hair, blue hair, long hair", "1girl, hair, long hair")]
    [InlineData("add", "masterpiece, smile", "", "smile, hat", "smile, hat, masterpiece")]
    [InlineData("add", "a", "", "", "a")]
    [InlineData("prefix", "masterpiece, best quality", "", "hat, best quality, smile", "masterpiece, best quality, hat, smile")]
    [InlineData("suffix", "masterpiece, best quality", "", "masterpiece, hat, smile", "hat, smile, masterpiece, best quality")]
    [InlineData("sort", "", "", "smile, Hat, 1girl, hat", "1girl, Hat, hat, smile")]
    public void Rule_ChangesTheLine(string action, string tags, string with, string before, string after)
    {
        var rules = Rule.Set(Rule.Of(TagActions.All.Single(row => row.Name == action), tags, with));

        Assert.Equal(after, rules.Apply(before));
        Assert.Equal(after, rules.Apply(after));
    }

    [Theory]
    [InlineData("remove", "b, d", "a, b ||| c, d ||| e", "a ||| c ||| e")]
    [InlineData("remove", "a", "a ||| b", "||| b")]
    [InlineData("remove", "b", "a ||| b", "a |||")]
    [InlineData("add", "x", "a ||| b ||| c", "a ||| b, x ||| c")]
    [InlineData("add", "c", "a ||| b ||| c", "a ||| b ||| c")]
    [InlineData("add", "x", "a ||| b", "a ||| b, x")]
    [InlineData("prefix", "b", "a ||| b, c", "b, a ||| c")]
    [InlineData("suffix", "a", "a ||| b ||| c", "||| b ||| c, a")]
    [InlineData("sort", "", "z, y ||| d, c ||| b, a", "z, y ||| c, d ||| b, a")]
    [InlineData("sort", "", "d, c", "c, d")]
    public void MarksOfKohya_PartTheTagsThatAreKept(string action, string tags, string before, string after) =>
        Assert.Equal(after, Rule.Set(Marks, Rule.Of(TagActions.All.Single(row => row.Name == action), tags)).Apply(before));

    [Theory]
    [InlineData("hat", "{red hat, boots|hat}, hat", "{red hat, boots|hat}")]
    [InlineData("{red|green} hat", "a, {red|green} hat", "a")]
    [InlineData("{a, b|c}", "{a, b|c}, d", "d")]
    [InlineData("{*", "{a, b|c} x, {{, d", "d")]
    [InlineData("b}}", "{{a, b}}, c", "{{a, c")]
    [InlineData("b", "{a, b, c", "{a, c")]
    [InlineData("b", "{}, b, {}", "{}, {}")]
    public void Wildcard_IsOneTag(string removed, string before, string after) =>
        Assert.Equal(after, Rule.Set(Wildcards, Rule.Of(TagActions.Remove, removed)).Apply(before));

    [Fact]
    public void BracesWithoutWildcards_AreCharacters() =>
        Assert.Equal("{red hat", Rule.Set(Rule.Of(TagActions.Remove, "boots|hat}")).Apply("{red hat, boots|hat}"));

    [Fact]
    public void TagsHeldTogether_AreOneTag() =>
        Assert.Equal("red hat;;;red ribbon", Rule.Set(Rule.Of(TagActions.Remove, "red ribbon, smile")).Apply("red hat;;;red ribbon, smile"));

    [Fact]
    public void Rules_AreAppliedInTheirOrder()
    {
        var (replace, remove) = (Rule.Of(TagActions.Replace, "b", "a"), Rule.Of(TagActions.Remove, "a"));

        Assert.Equal("c", Rule.Set(replace, remove).Apply("b, c"));
        Assert.Equal("a, c", Rule.Set(remove, replace).Apply("b, c"));
    }

    [Fact]
    public void Steps_SayWhichRuleDidWhat()
    {
        var steps = new List<TagStep>();
        var rules = new[] { Rule.Of(TagActions.Remove, "x"), Rule.Of(TagActions.Add, "b"), Rule.Of(TagActions.Sort) };

        Assert.Equal("a, b, c", Rule.Set(rules).Apply("c,a", steps.Add));

        Assert.Equal([(rules[1], "c,a", "c, a, b"), (rules[2], "c, a, b", "a, b, c")], steps.Select(step => (step.Rule, step.Before, step.After)));
    }

    [Theory]
    [InlineData("a zorblax stands on a beach. it smiles")]
    [InlineData("It smiles, and waves at us.")]
    [InlineData("a photo of a zorblax on a beach")]
    [InlineData("the zorblax, which stands on one of its two long legs, waves with both arms")]
    [InlineData("wow, look at it!")]
    [InlineData("a girl, \"come here.\"")]
    [InlineData("微笑んでいる。")]
    public void Sentence_StaysAsItIs(string line)
    {
        Assert.True(new TagForm().IsProse(line));
        Assert.Equal(line, Rule.Set(Rule.Of(TagActions.Sort), Rule.Of(TagActions.Remove, "*"), Rule.Of(TagActions.Add, "x")).Apply(line));
    }

    [Theory]
    [InlineData("1girl, smile")]
    [InlineData("zorblax")]
    [InlineData("1girl, dr. stone, st. louis, :d, ?, !?, ...")]
    [InlineData("the legend of zelda: breath of the wild, link")]
    [InlineData("photo of a zorblax, smile, beach")]
    [InlineData("")]
    public void Tags_AreNoSentence(string line) => Assert.False(new TagForm().IsProse(line));
}
