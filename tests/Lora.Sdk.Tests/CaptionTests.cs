namespace Lora.Sdk.Tests;

/// <summary>Caption sources and tag rules through real builds, of which none trains.</summary>
public sealed class CaptionTests(SdkPackage package)
{
    // what MSBuild could take for a list, a pattern, an escape or a path
    private const string Rules = """
        <TagRule Include="no marks" Action="remove" Tags="*watermark*, smile" />
        <TagRule Include="traps" Action="replace" Tags="fox \(x\)" With="100%25; a;b" />
        <TagRule Include="traps" Action="add" Tags="zz" />
        """;

    [Fact]
    public void ShowAndWrite_WorkWithErrorsElsewhere()
    {
        var project = UserProject.WithRealEngine(package, "captions", "<InJson>meta.json</InJson>", Rules);
        project.Edit("critter.loraproj", "<BaseModel>", "<BaseModel>nowhere");
        project.Write("captions/a.caption", "A watermark, größe, fox \\(x\\)\r\nnot read");
        project.Write("images/a.png", "no picture");
        project.Write("meta.json", """{ "zorblax-07": { "caption": "one", "tags": "smile" } }""");

        var shown = project.Build("-t:ShowCaptions").Succeeded();

        Assert.Contains("images/a.png (captions/a.caption)", shown, StringComparison.Ordinal);
        Assert.Contains("  - A watermark, größe, fox \\(x\\)", shown, StringComparison.Ordinal);
        Assert.Contains("  + zorblax, größe, 100%; a;b, zz", shown, StringComparison.Ordinal);
        Assert.Contains("      no marks (remove): -A watermark", shown, StringComparison.Ordinal);
        Assert.Contains("images/zorblax-07.PNG (meta.json, line 1)", shown, StringComparison.Ordinal);
        Assert.Contains("  + zorblax, one, zz", shown, StringComparison.Ordinal);

        project.Build("--no-restore", "-t:WriteCaptions").Succeeded();
        Assert.Equal("zorblax, größe, 100%; a;b, zz\r\nnot read", File.ReadAllText(project.At("captions/a.caption")));
        Assert.Equal("""{ "zorblax-07": { "caption": "one", "tags": "smile" } }""", File.ReadAllText(project.At("meta.json")));
        Assert.True(File.Exists(project.At("obj/critter/captions.written.tsv")));

        project.Write("captions/a.caption", "smile, edited");
        Assert.Contains("a.caption : warning LORA2066: ", project.Build("--no-restore", "-t:WriteCaptions").Succeeded(), StringComparison.Ordinal);
        Assert.DoesNotContain("LORA2066", project.Build("--no-restore", "-t:WriteCaptions", "-p:NoWarn=LORA2066").Succeeded(), StringComparison.Ordinal);
        Assert.Equal("smile, edited", File.ReadAllText(project.At("captions/a.caption")));
        project.Build("--no-restore", "-t:WriteCaptions", "-p:WriteEditedCaptions=true").Succeeded();
        Assert.Equal("zorblax, edited, zz", File.ReadAllText(project.At("captions/a.caption")));

        project.Edit("critter.loraproj", "Action=\"add\"", "Action=\"append\"");
        Assert.Matches(@"critter\.loraproj\(\d+,\d+\): error LORA2063: TagRule 'traps': 'append' is not a value of Action",
            project.Build("--no-restore", "-t:ShowCaptions").Failed());
    }

    [Fact]
    public void SeveralBases_AreShownInTurnAndWrittenWhereTheyAgree()
    {
        var project = UserProject.WithRealEngine(package, "captions-bases", "<Trigger Condition=\"'$(TargetFramework)' == 'two'\">twoblax</Trigger>",
            "<Base Include=\"one\" Path=\"nowhere\" /><Base Include=\"two\" Path=\"nowhere\" />");
        var text = File.ReadAllText(project.At("critter.loraproj"));
        project.Write("critter.loraproj", System.Text.RegularExpressions.Regex.Replace(text, "<BaseModel>.*</BaseModel>", "<BaseModels>one;two</BaseModels>"));

        var shown = project.Build("-t:ShowCaptions").Succeeded();

        Assert.Contains("  + zorblax, 1critter, fangs", shown, StringComparison.Ordinal);
        Assert.Contains("  + twoblax, 1critter, fangs", shown, StringComparison.Ordinal);

        var caption = project.At("images/zorblax-08.txt");
        Assert.Contains("error LORA2067: The base models make different captions", project.Build("--no-restore", "-t:WriteCaptions").Failed(),
            StringComparison.Ordinal);
        Assert.StartsWith("1critter, fangs", File.ReadAllText(caption));

        project.Build("--no-restore", "-t:WriteCaptions", "-f", "two").Succeeded();
        Assert.StartsWith("twoblax, 1critter, fangs", File.ReadAllText(caption));
    }
}
