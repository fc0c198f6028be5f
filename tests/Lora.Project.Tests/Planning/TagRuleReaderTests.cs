using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

public sealed class TagRuleReaderTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public TagRuleReaderTests() => _user.WriteImage("images/a.png");

    public void Dispose() => _user.Dispose();

    [Fact]
    public void Rules_KeepTheirOrderAndAreSaidByPlace()
    {
        _user.Write("x.loraproj", "<Project>\n<ItemGroup>\n<TagRule Include='same' Action='sort' />\n<TagRule Include='same' Action='Merge' File='x.csv' />\n"
            + "</ItemGroup>\n</Project>");
        _user.Write("x.csv", "a,b");
        _user.TagRules.Add(_user.Item("same", ("Action", "sort")));
        _user.TagRules.Add(_user.Item("same", ("Action", "Merge"), ("File", "x.csv")));

        var rules = _user.Read(out var findings).TagRules;

        Assert.Empty(findings);
        Assert.Equal([(TagActions.Sort, 3), (TagActions.Merge, 4)], rules.Select(rule => (rule.Get(TagRuleOptions.Action), rule.Place.Line)));
        Assert.Equal((_user.At("x.csv"), Digest.Of("a,b")), (rules[1].Get(TagRuleOptions.File), rules[1].FileSha256));
    }

    [Fact]
    public void FileOfARule_IsPartOfTheKeyByItsContent()
    {
        _user.Write("x.csv", "a,b");
        _user.TagRules.Add(_user.Item("r", ("Action", "merge"), ("File", "x.csv")));
        var before = StageKeys.Of(_user.Read(out _))[Stage.Tag].Hash;
        _user.Write("x.csv", "a,c");
        Assert.NotEqual(before, StageKeys.Of(_user.Read(out _))[Stage.Tag].Hash);
    }

    [Theory]
    [InlineData("", "", "", "", "it has no Action, which is one of remove, replace, ")]
    [InlineData("drop", "a", "", "", "'drop' is not a value of Action, which is one of remove, ")]
    [InlineData("remove", "", "", "", "remove needs Tags.")]
    [InlineData("replace", "", "", "", "replace needs Tags and With, or a File.")]
    [InlineData("replace", "a", "", "", "replace needs With.")]
    [InlineData("merge", "a", "b*", "", "With of merge holds a *, ")]
    [InlineData("add", "a*", "", "", "Tags of add holds a *, ")]
    [InlineData("add", "a", "b", "", "add takes no With.")]
    [InlineData("sort", "a", "", "", "sort takes no Tags.")]
    [InlineData("remove", "a", "", "x.csv", "remove takes no File.")]
    [InlineData("merge", "a", "", "x.csv", "merge with a File takes no Tags.")]
    [InlineData("merge", "", "", "nowhere.csv", "there is no file 'nowhere.csv'.")]
    public void WrongRule_IsAnErrorAndNoRule(string action, string tags, string with, string file, string problem)
    {
        _user.Write("x.csv", "a,b");
        _user.Write("x.loraproj", "<Project>\n<ItemGroup>\n<TagRule Include='r' />\n</ItemGroup>\n</Project>");
        (string, string)[] metadata = [("Action", action), ("Tags", tags), ("With", with), ("File", file)];
        _user.TagRules.Add(_user.Item("r", [.. metadata.Where(pair => pair.Item2.Length > 0)]));

        Assert.Empty(_user.Read(out var findings).TagRules);

        var finding = Assert.Single(findings);
        Assert.Equal((DatasetDiagnostics.TagRuleWrong.Code, 3), (finding.Code, finding.Line));
        Assert.StartsWith($"TagRule 'r': {problem}", finding.Message);
    }

    [Fact]
    public void NameThatMSBuildTakesForAPattern_IsAnError()
    {
        _user.Write("x.loraproj", "<Project>\n<ItemGroup>\n<TagRule Include='*mark*' Action='sort' />\n<TagRule Include='a;b' Action='sort' />\n"
            + "<TagRule Include='c' Acton='sort' />\n</ItemGroup>\n</Project>");
        foreach (var name in (string[])["a", "b", "c"])
        {
            _user.TagRules.Add(_user.Item(name, ("Action", "sort")));
        }

        Assert.Equal(
        [
            "The name '*mark*' of a TagRule is a pattern for the names of files.", "The TagRule 'a;b' becomes 2 rules: 'a', 'b'.",
            "'Acton' is no metadata of TagRule; did you mean 'Action'?",
        ], _user.Findings().Select(finding => finding.Message.Split(" Correct ")[0]));
    }
}
