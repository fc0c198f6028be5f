using Lora.Vocabulary;

namespace Lora.Dataset.Tests.Tags;

/// <summary>A user's CSV of aliases or implications.</summary>
public sealed class TagRelationsTests
{
    [Theory]
    [InlineData("gray_hair,grey_hair\nsilverhair,silver_hair")]
    [InlineData("\uFEFF\"gray_hair\", \"grey_hair\"\r\n\r\nsilverhair,silver_hair\r\n")]
    [InlineData("id,antecedent_name,reason,consequent_name,status\n1,gray_hair,,grey_hair,active\n2,x,,y,deleted\n"
        + "3,silverhair,\"a, \"\"b\"\"\",silver_hair,active")]
    [InlineData("grey_hair,0,4225,\"gray_hair,grayhair\"\nsilver_hair,0,17,silverhair\nsmile,0,9,\nfrown,0,8")]
    public void Aliases_BecomeTheirTagsInEveryForm(string csv) =>
        Assert.Equal("1girl, grey hair, x, silver hair", Apply(TagActions.Replace, csv, "1girl, gray hair, x, silverhair"));

    [Theory]
    [InlineData("gray_hair, long_hair", "grey_hair_(x), long_hair")]
    [InlineData("gray hair, long hair", "grey hair (x), long hair")]
    [InlineData(@"gray hair, fox \(y\)", @"grey hair \(x\), fox \(y\)")]
    [InlineData("gray hair, grey hair (x)", "grey hair (x)")]
    [InlineData("^ ^, smile", "^_^, smile")]
    [InlineData("anything else,  here", "anything else,  here")]
    public void Alias_IsSpeltAsTheCaptionIs(string before, string after)
    {
        const string Csv = "gray_hair,grey_hair_(x)\n^ ^,^_^";
        Assert.Equal(after, Apply(TagActions.Replace, Csv, before));
        Assert.Equal(after, Apply(TagActions.Replace, Csv, after));
    }

    [Fact]
    public void AliasOfAnAlias_BecomesTheLastTag() => Assert.Equal("c", Apply(TagActions.Replace, "a,b\nb,c", "a, b"));

    [Theory]
    [InlineData("boots, red footwear, red boots, footwear", "red boots")]
    [InlineData("boots, footwear", "boots")]
    [InlineData("red_boots, red_footwear", "red_boots")]
    [InlineData("one, two, red footwear", "one, two, red footwear")]
    public void Implication_TakesOutWhatItImplies(string before, string after)
    {
        const string Csv = "red_boots,boots\nred_boots,red_footwear\nboots,footwear\none,two\ntwo,one";
        Assert.Equal(after, Apply(TagActions.Merge, Csv, before));
        Assert.Equal(after, Apply(TagActions.Merge, Csv, after));
    }

    [Theory]
    [InlineData(true, "a,b\nc", 2)]
    [InlineData(true, "a,b,c", 1)]
    [InlineData(true, "a,", 1)]
    [InlineData(true, "a,b\na,c", 2)]
    [InlineData(true, "a,b\nb,c\nc,a", 3)]
    [InlineData(true, "a,\"b", 1)]
    [InlineData(true, "antecedent_name,status\na,active", 1)]
    [InlineData(false, "grey_hair,0,4225,\"gray_hair\"", 1)]
    public void WrongLine_IsToldByItsNumber(bool areAliases, string csv, int line)
    {
        var wrong = new List<int>();
        TagRelations.Parse(csv, areAliases, (number, problem) => wrong.Add(problem.EndsWith('.') ? number : -1));
        Assert.Equal([line], wrong);
    }

    private static string Apply(TagActionVariant action, string csv, string line) => new TagRules([Rule.OfFile(action)], new TagForm(),
        _ => TagRelations.Parse(csv, action == TagActions.Replace, (number, problem) => Assert.Fail($"{number}: {problem}"))).Apply(line);
}
