namespace Lora.Project.Tests.Planning;

public sealed class LostItemsTests : IDisposable
{
    private readonly PlannedProject _user = new();

    // what MSBuild makes of the Prompts, separated by '|'
    [Theory]
    [InlineData("<Prompt Include='who is she?'/>", "", "LORA1010: The name 'who is she?' of a Prompt is a pattern for the names of files.")]
    [InlineData("<Prompt Include='a*b'/>", "", "LORA1010: The name 'a*b' of a Prompt is a pattern for the names of files.")]
    [InlineData("<Prompt Include='a*b'/>", "axb", "LORA1010: The name 'a*b' of a Prompt is a pattern for the names of files.")]
    [InlineData("<Prompt Include='who? $(Trigger)' Condition='true'/>", "",
        "LORA1010: The name 'who? $(Trigger)' of a Prompt is a pattern for the names of files.")]
    [InlineData("<Prompt Include='one; two'/>", "one|two", "LORA1010: The Prompt 'one; two' becomes 2 rows: 'one', 'two'.")]
    [InlineData("<Prompt Include=' ; '/>", "", "LORA1010: The Prompt ';' brings no row.")]
    [InlineData("<Prompt Include='a'/><Prompt Include='a'/>", "a|a", "")]
    [InlineData("<Prompt Include='a'/><Prompt Update='b' Seed='1'/>", "a", "LORA1011: There is no Prompt 'b' to update.")]
    [InlineData("<Prompt Include='who%3F %2a%3b'/>", "who? *;", "")]
    [InlineData("<Prompt Include=' one; '/>", "one", "")]
    [InlineData("<Prompt Include='$(A);@(B->&apos;%(Identity)*&apos;)'/>", "x|y", "")]
    [InlineData("<Prompt Include='a'/><Prompt Remove='a'/>", "", "")]
    [InlineData("<Prompt Include='a' Condition='false'/>", "", "")]
    [InlineData("<Prompt Update='*' Steps='3'/>", "", "")]
    public void Prompts_AreComparedWithTheItemsThatCame(string elements, string came, string problem)
    {
        _user.Write("x.loraproj", $"<Project>\n<ItemGroup>\n{elements}\n</ItemGroup>\n</Project>");

        Check(came, problem);
    }

    [Theory]
    [InlineData("<ItemGroup Condition='false'><Prompt Include='a'/></ItemGroup>")]
    [InlineData("<Choose><When Condition='true'><ItemGroup><Prompt Include='a'/></ItemGroup></When></Choose>")]
    [InlineData("<Choose><Otherwise><ItemGroup><Prompt Include='a'/></ItemGroup></Otherwise></Choose>")]
    [InlineData("<Target Name='T'><ItemGroup><Prompt Include='a?'/></ItemGroup></Target>")]
    [InlineData("<ItemDefinitionGroup><Prompt Steps='20'/></ItemDefinitionGroup>")]
    [InlineData("<ItemGroup Condition=\"'$(MSBuildProjectExtension)' == '.csproj'\"><Prompt Include='a*'/></ItemGroup>")]
    public void ElementThatMayNotCount_IsNotJudged(string body)
    {
        _user.Write("x.loraproj", $"<Project>{body}</Project>");

        Check("", "");
    }

    [Fact]
    public void PromptLostInAnImport_IsFoundThere()
    {
        _user.Write("x.loraproj", "<Project><Import Project='sub/prompts.props'/></Project>");
        _user.Write("sub/prompts.props", "<Project>\n<ItemGroup>\n<Prompt Include='who?' Text='a'/></ItemGroup></Project>");

        var finding = Assert.Single(_user.Findings());

        Assert.Equal((_user.At("sub/prompts.props"), 3), (finding.File, finding.Line));
    }

    [Theory]
    [InlineData("<Image Include='pictures/*.png'/>", "LORA1011: No file matches 'pictures/*.png'.")]
    [InlineData("<Image Include='images/**/*.gif;images/*.png'/>", "LORA1011: No file matches 'images/**/*.gif'.")]
    [InlineData("<Image Update='images/b.png' NumRepeats='2'/>", "LORA1011: No Image matches 'images/b.png'.")]
    [InlineData("<Image Include='images/*.png'/>", "")]
    [InlineData("<Image Include='./images/**/a.*;sub/../images/*.png'/>", "")]
    [InlineData("<Image Update='images\\a.png' NumRepeats='2'/>", "")]
    [InlineData("<Image Update='**/*' NumRepeats='2'/>", "")]
    [InlineData("<Image Include='pictures/*.png' Condition='true'/>", "")]
    [InlineData("<Image Include='pictures/*.png' Exclude='pictures/*'/>", "")]
    [InlineData("<Image Include='$(Pictures)*.png'/>", "")]
    public void Images_AreComparedWithTheItemsThatCame(string element, string problem)
    {
        _user.WriteImage("images/a.png");
        _user.Named.Add(_user.Item("images/a.png"));
        _user.Write("x.loraproj", $"<Project>\n<ItemGroup>\n{element}\n</ItemGroup>\n</Project>");

        Check("", problem);
    }

    public void Dispose() => _user.Dispose();

    private void Check(string came, string problem)
    {
        foreach (var name in came.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            _user.Prompts.Add(_user.Item(name, ("Text", "zorblax")));
        }

        var findings = _user.Findings();

        if (problem.Length == 0)
        {
            Assert.Empty(findings);
            return;
        }

        var finding = Assert.Single(findings);
        Assert.Equal(3, finding.Line);
        Assert.StartsWith(problem + " ", $"{finding.Code}: {finding.Message}");
    }
}
