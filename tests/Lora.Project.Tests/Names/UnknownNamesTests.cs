using Lora.Vocabulary;

namespace Lora.Project.Tests.Names;

public sealed class UnknownNamesTests
{
    [Theory]
    [InlineData("<PropertyGroup><NetworkDimm>8</NetworkDimm></PropertyGroup>", "LORA1001", "did you mean 'NetworkDim'?")]
    [InlineData("<PropertyGroup><network_dim>8</network_dim></PropertyGroup>", "LORA1001", "did you mean 'NetworkDim'?")]
    [InlineData("<PropertyGroup><AssemblyNmae>8</AssemblyNmae></PropertyGroup>", "LORA1001", "did you mean 'AssemblyName'?")]
    [InlineData("<PropertyGroup><Xyzzyxyzzy>8</Xyzzyxyzzy></PropertyGroup>", "LORA1001", "Lora.Sdk or .NET. Correct")]
    [InlineData("<Choose><When Condition='true'><PropertyGroup><Triger>8</Triger></PropertyGroup></When></Choose>", "LORA1001", "did you mean 'Trigger'?")]
    [InlineData("<PropertyGroup><NewRnk>8</NewRnk></PropertyGroup>", "LORA1001", "did you mean 'NewRank'?")]
    [InlineData("<ItemGroup><Promts Include='a'/></ItemGroup>", "LORA1002", "did you mean 'Prompt'?")]
    [InlineData("<ItemGroup><Prompt Include='a'><Negativ>x</Negativ></Prompt></ItemGroup>", "LORA1003", "did you mean 'Negative'?")]
    [InlineData("<PropertyGroup><BaseModells>a;b</BaseModells></PropertyGroup>", "LORA1001", "did you mean 'BaseModels'?")]
    [InlineData("<ItemGroup><Bases Include='a'/></ItemGroup>", "LORA1002", "did you mean 'Base'?")]
    [InlineData("<ItemGroup><Base Include='a' Pth='b'/></ItemGroup>", "LORA1003", "did you mean 'Path'?")]
    [InlineData("<ItemGroup><Image Update='a' Repeats='3'/></ItemGroup>", "LORA1003", "is no metadata of Image")]
    public void MisspeltName_IsFoundWithItsLine(string body, string code, string text)
    {
        var finding = Assert.Single(Find(body));

        Assert.Equal((code, 2), (finding.Code, finding.Line));
        Assert.Contains(text, finding.Message);
    }

    [Theory]
    [InlineData("<PropertyGroup><NetworkDim>8</NetworkDim><networkalpha>4</networkalpha><Version>1</Version><NoWarn>x</NoWarn></PropertyGroup>")]
    [InlineData("<PropertyGroup><BaseModels>a;b</BaseModels></PropertyGroup><ItemGroup><Base Include='a' Path='b'/></ItemGroup>")]
    [InlineData("<PropertyGroup><_Mine>8</_Mine></PropertyGroup>")]
    [InlineData("<PropertyGroup><Rate>8</Rate><UnetLr>$(Rate.Trim())</UnetLr></PropertyGroup>")]
    [InlineData("<ItemGroup><Mine Include='a'/><None Include='@(Mine)'/></ItemGroup>")]
    [InlineData("<ItemGroup><Prompt Include='a' Text='b' Seed='1' Condition='true'><Steps>4</Steps></Prompt></ItemGroup>")]
    [InlineData("<ItemGroup><None Include='a' Anything='b'/></ItemGroup>")]
    [InlineData("<Target Name='T'><Message Text='x'/></Target>")]
    public void KnownName_IsNoFinding(string body) => Assert.Empty(Find(body));

    [Fact]
    public void CommandLine_IsCheckedToo()
    {
        var findings = UnknownNames.Find(SourceFiles.Parse("x.loraproj", "<Project/>"),
            ["MaxTrainStep", "Configuration", "_x", "TargetFramework", "MSBuildRestoreSessionId"]).ToArray();

        Assert.Contains("'MaxTrainSteps'", Assert.Single(findings).Message);
    }

    [Theory]
    [InlineData("Model", "", "the target ResizeLora, and a build does not read it; did you mean 'BaseModel'?")]
    [InlineData("dim", "", "the target Extract, and a build does not read it; did you mean 'NetworkDim'?")]
    [InlineData("NewRank", "", "the target Merge or ResizeLora, and a build does not read it. ")]
    [InlineData("Dim", "Merge", "the target Extract, and Merge does not read it. ")]
    [InlineData("Model", "Extract", "the target ResizeLora, and Extract does not read it. ")]
    [InlineData("NewRank", "Merge", null)]
    [InlineData("NetworkDim", "Merge", null)]
    [InlineData("SavePrecision", "", null)]
    public void PropertyOfATool_IsToldWhereNothingReadsIt(string name, string tool, string? said)
    {
        var sources = SourceFiles.Parse("x.loraproj", $"<Project>\n<PropertyGroup><{name}>1</{name}></PropertyGroup>\n</Project>");
        Finding[] findings = [.. IdleNames.Find(sources, [], tool), .. IdleNames.Find(SourceFiles.Parse("x.loraproj", "<Project/>"), [name], tool)];
        Assert.Equal(said is null ? [] : [2, 0], findings.Select(finding => finding.Line));
        Assert.All(findings, finding => Assert.Contains(said!, finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void PropertyOfAToolThatAFileReads_IsTheUsers()
    {
        var sources = SourceFiles.Parse("x.loraproj", "<Project><PropertyGroup><Dim>8</Dim><NetworkDim>$(Dim)</NetworkDim></PropertyGroup></Project>");
        Assert.Empty(IdleNames.Find(sources, ["Dim"], ""));
    }

    [Theory]
    [InlineData("UnetLR", "UnetLr")]
    [InlineData("TrainBatchsize", "TrainBatchSize")]
    [InlineData("NetworkDmi", "NetworkDim")]
    [InlineData("Q", null)]
    public void NearestName_IsFound(string name, string? nearest) => Assert.Equal(nearest,
        NearestName.Of(name, Options.All.Select(option => option.Name)));

    private static IEnumerable<Finding> Find(string body) =>
        UnknownNames.Find(SourceFiles.Parse("x.loraproj", $"<Project Sdk='Lora.Sdk'>\n{body}\n</Project>"), []);
}
