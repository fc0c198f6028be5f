using Lora.Testing;

namespace Lora.Project.Tests.Names;

public sealed class SourceFilesTests : IDisposable
{
    private const string Misspelt = "<Project>\n  <PropertyGroup>\n    <NetworkDmi>8</NetworkDmi>\n  </PropertyGroup>\n</Project>";
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("Directory.Build.props", "")]
    [InlineData("Directory.Build.targets", "")]
    [InlineData("work/Directory.Build.props", "")]
    [InlineData("work/my/common.props", "<Import Project='common.props'/>")]
    [InlineData("work/my/sub/common.props", "<Import Project='sub\\common.props' Condition=\"Exists('sub/common.props')\"/>")]
    [InlineData("work/common.props", "<Import Project='$(MSBuildThisFileDirectory)../common.props'/>")]
    [InlineData("work/common.props", "<Import Project='$(msbuildprojectdirectory)/../common.props'/>")]
    [InlineData("work/my/x.props", "<Import Project='$(MSBuildProjectName).props'/>")]
    [InlineData("work/my/a b.props", "<Import Project='a%20b.props'/>")]
    [InlineData("work/my/c/a.props", "<Import Project='c/*.props'/>")]
    [InlineData("work/my/c/d/a.props", "<Import Project='c/**/a.props'/>")]
    [InlineData("common.props", "<Import Project=\"$([MSBuild]::GetPathOfFileAbove('common.props', '$(MSBuildThisFileDirectory)../'))\"/>")]
    [InlineData("common.props", "<Import Project='$([MSBuild]::GetPathOfFileAbove(common.props))'/>")]
    [InlineData("sub/c.props", "<Import Project=\"$([MSBuild]::GetDirectoryNameOfFileAbove($(MSBuildThisFileDirectory), sub/c.props))/c.props\"/>")]
    [InlineData("work/my/common.props", "<ImportGroup><Import Project='missing.props;common.props'/></ImportGroup>")]
    public void MisspeltName_IsFoundInTheFileThatHasIt(string file, string import)
    {
        Write("work/my/x.loraproj", $"<Project Sdk='Lora.Sdk'>{import}</Project>");
        Write(file, Misspelt);

        var finding = Assert.Single(Find());

        Assert.Equal((_folder[file], 3, 6), (finding.File, finding.Line, finding.Column));
        Assert.Contains("'NetworkDim'", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("work/my/obj/x.nuget.g.props", "<Import Project='obj/x.nuget.g.props'/>")]
    [InlineData("work/my/Sdk.props", "<Import Project='Sdk.props' Sdk='Other.Sdk'/>")]
    [InlineData("work/my/common.props", "<Import Project='$(Shared)common.props'/>")]
    [InlineData("work/my/common.props", "<Import Project='broken.props'/>")]
    public void FileThatIsNotTheUsersOrNotKnown_IsNotJudged(string file, string import)
    {
        Write("work/my/x.loraproj", $"<Project Sdk='Lora.Sdk'>{import}</Project>");
        Write("work/my/broken.props", "<Project>");
        Write(file, Misspelt);

        Assert.Empty(Find());
    }

    [Fact]
    public void NearestFolder_HasTheDirectoryBuildProps()
    {
        Write("work/my/x.loraproj", "<Project/>");
        Write("Directory.Build.props", Misspelt);
        Write("work/Directory.Build.props", "<Project/>");

        Assert.Empty(Find());
    }

    [Fact]
    public void Circle_EndsAndSaysEachNameOnce()
    {
        Write("work/my/x.loraproj", "<Project><Import Project='a.props'/></Project>");
        Write("work/my/a.props", "<Project><Import Project='b.props'/></Project>");
        Write("work/my/b.props",
            "<Project><Import Project='a.props'/><Import Project='x.loraproj'/><PropertyGroup><Triger>a</Triger></PropertyGroup></Project>");

        Assert.Single(Find());
    }

    [Fact]
    public void NameThatAnotherFileReads_IsTheUsersOwn()
    {
        Write("work/my/x.loraproj", "<Project><PropertyGroup><UnetLr>$(MyRate)</UnetLr></PropertyGroup></Project>");
        Write("Directory.Build.props", "<Project><PropertyGroup><MyRate>1e-3</MyRate></PropertyGroup></Project>");

        Assert.Empty(Find());
    }

    [Theory]
    [InlineData("'$(MSBuildProjectExtension)' == '.csproj'", 0)]
    [InlineData("'.csproj'=='$(MSBuildProjectExtension)' or '$(MSBuildProjectExtension)' == '.fsproj'", 0)]
    [InlineData("'$(MSBuildProjectExtension)' != '.loraproj'", 0)]
    [InlineData("'$(MSBuildProjectExtension)' == '.loraproj'", 1)]
    [InlineData("'$(MSBuildProjectExtension)' != '.csproj'", 1)]
    [InlineData("'$(MSBuildProjectName)' == 'x'", 1)]
    public void GroupForAnotherKindOfProject_IsNotOurs(string condition, int findings)
    {
        Write("work/my/x.loraproj", "<Project/>");
        Write("Directory.Build.props", $"<Project><PropertyGroup Condition=\"{condition}\"><Triger>a</Triger></PropertyGroup></Project>");

        Assert.Equal(findings, Find().Count());
    }

    [Fact]
    public void Option_StandsWhereItIsSetLast()
    {
        Write("Directory.Build.props", Set("NetworkDim", "UnetLr", "Seed", "Trigger"));
        Write("work/my/x.loraproj", Set("UnetLr", "Seed", "Trigger")
            .Replace("</Project>", "<Import Project='last.props'/></Project>", StringComparison.Ordinal));
        Write("work/my/last.props", Set("Seed", "Trigger"));
        Write("Directory.Build.targets", Set("Trigger"));
        var files = SourceFiles.Load(_folder["work/my/x.loraproj"]);

        Assert.Equal(["Directory.Build.props", "x.loraproj", "last.props", "Directory.Build.targets", "x.loraproj"],
            ((string[])["NetworkDim", "unetlr", "Seed", "Trigger", "NumRepeats"]).Select(name => Path.GetFileName(files.PlaceOf(name).File)));
        Assert.Equal(0, files.PlaceOf("NumRepeats").Line);
    }

    public void Dispose() => _folder.Dispose();

    private static string Set(params string[] names) =>
        $"<Project><PropertyGroup>{string.Concat(names.Select(name => $"<{name}>1</{name}>"))}</PropertyGroup></Project>";

    private IEnumerable<Finding> Find() => UnknownNames.Find(SourceFiles.Load(_folder["work/my/x.loraproj"]), []);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
    }
}
