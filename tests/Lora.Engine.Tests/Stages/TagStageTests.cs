using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

public sealed class TagStageTests : IDisposable
{
    private readonly StageProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Captions_AreWrittenInDataOrderWithTheTriggerFirst()
    {
        _project.Values["Trigger"] = "zorblax";
        _project.AddImage("images/b.png", [], "smile, zorblax\n");
        _project.AddImage("images/a.png", [], "größe");
        Assert.True(_project.Run(Stage.Tag).Success);
        Assert.Equal("zorblax, größe", File.ReadAllText(_project.Obj("captions/01.txt")));
        Assert.Equal("zorblax, smile", File.ReadAllText(_project.Obj("captions/02.txt")));
    }

    [Fact]
    public void WithWildcards_EveryLineIsKeptWithTheTriggerFirst()
    {
        _project.Values["Trigger"] = "zorblax";
        _project.Values["CaptionSeparator"] = ":";
        _project.AddImage("images/a.png", [], "smile: red\r\n\r\n {big|small} hat: zorblax \n");
        _project.Run(Stage.Tag);
        Assert.Equal("zorblax: smile: red", File.ReadAllText(_project.Obj("captions/01.txt")));
        _project.Values["EnableWildcard"] = "true";
        _project.Run(Stage.Tag);
        Assert.Equal("zorblax: smile: red\nzorblax: {big|small} hat", File.ReadAllText(_project.Obj("captions/01.txt")));
    }

    [Fact]
    public void ClassTokens_AreTheCaptionWhereThereIsNone()
    {
        _project.Values["Trigger"] = "zorblax";
        _project.AddImage("images/a.png", [], caption: (byte[]?)null);
        var request = _project.Request(Stage.Tag);
        request = request with { Images = [request.Images[0] with { ClassTokens = "blue creature", CaptionSha256 = Digest.Of("blue creature") }] };
        Assert.True(_project.Run(request).Success);
        Assert.Equal("zorblax, blue creature", File.ReadAllText(_project.Obj("captions/01.txt")));

        // a caption that came while the build ran is not what the key says
        File.WriteAllText(Path.Combine(_project.Folder, "images/a.txt"), "smile");
        Assert.Equal(["LORA4010"], _project.Run(request with { Key = new string('1', 64) }).Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void TriggerOfAnImage_GoesBeforeTheProjects()
    {
        _project.Values["Trigger"] = "zorblax";
        _project.AddImage("images/a.png", [], "smile");
        _project.AddImage("images/b.png", [], "smile, grumlet");
        var request = _project.Request(Stage.Tag);
        request = request with { Images = [request.Images[0] with { Trigger = "" }, request.Images[1] with { Trigger = "grumlet" }] };
        Assert.True(_project.Run(request).Success);
        Assert.Equal("smile", File.ReadAllText(_project.Obj("captions/01.txt")));
        Assert.Equal("grumlet, smile", File.ReadAllText(_project.Obj("captions/02.txt")));
    }

    [Fact]
    public void Rules_ComeBeforeTheTrigger()
    {
        _project.Values["Trigger"] = "zorblax";
        _project.AddImage("images/a.png", [], "smile, boots, red boots, gray hair\nnot read, smile");
        _project.AddImage("images/b.png", [], "A zorblax, which waves at us.");
        _project.Write("aliases.csv", "gray_hair,grey_hair\n");
        _project.AddRule("boots", TagActions.Merge, "boots", "red boots");
        _project.AddRule("danbooru", TagActions.Replace, file: "aliases.csv");
        _project.AddRule("front", TagActions.Prefix, "masterpiece");

        _project.RunAll(Stage.Tag);

        Assert.Equal("zorblax, masterpiece, smile, red boots, grey hair", File.ReadAllText(_project.Obj("captions/01.txt")));
        Assert.Equal("zorblax, A zorblax, which waves at us.", File.ReadAllText(_project.Obj("captions/02.txt")));

        _project.Values["EnableWildcard"] = "true";
        _project.RunAll(Stage.Tag);
        Assert.Equal("zorblax, masterpiece, smile, red boots, grey hair\nzorblax, masterpiece, not read, smile",
            File.ReadAllText(_project.Obj("captions/01.txt")));
    }

    [Fact]
    public void WithoutRules_TheKeyIsAsBefore()
    {
        _project.AddImage("images/a.png", [], "smile");
        var keys = StageKeys.Of(_project.Plan());
        Assert.DoesNotContain(keys.Values.SelectMany(key => key.Entries), entry => entry.Kind == "rule");

        _project.AddRule("hat", TagActions.Remove, "hat");
        var ruled = StageKeys.Of(_project.Plan());
        Assert.Equal(["Tag", "Validate"], ruled.Where(pair => pair.Value.Entries.Any(entry => entry.Kind == "rule")).Select(pair => pair.Key.Name).Order());

        // a rule's name changes no caption
        _project.TagRules[0] = _project.TagRules[0] with { Name = "no hat" };
        Assert.Equal(ruled[Stage.Tag].Hash, StageKeys.Of(_project.Plan())[Stage.Tag].Hash);
    }

    [Theory]
    [InlineData("a,b\nc\n", "LORA2063", 2)]
    [InlineData("a,gr\u00fcn", "LORA2063", 1)]
    public void FileOfARuleThatIsWrong_IsAnErrorWithItsLine(string csv, string code, int line)
    {
        _project.AddImage("images/a.png", [], "smile");
        _project.Write("aliases.csv", System.Text.Encoding.Latin1.GetBytes(csv));
        _project.AddRule("danbooru", TagActions.Replace, file: "aliases.csv");

        var finding = Assert.Single(_project.Run(Stage.Tag).Findings);
        Assert.Equal((code, _project.At("aliases.csv"), line), (finding.Code, finding.File, finding.Line));
    }

    [Fact]
    public void FileOfARuleThatChanged_StopsTheBuild()
    {
        _project.AddImage("images/a.png", [], "smile");
        _project.Write("aliases.csv", "a,b");
        _project.AddRule("danbooru", TagActions.Replace, file: "aliases.csv");
        _project.Write("aliases.csv", "a,c");

        Assert.Equal("LORA4010", Assert.Single(_project.Run(Stage.Tag).Findings).Code);
    }

    [Fact]
    public void EntryOfAMetadataFile_IsACaptionLikeAnother()
    {
        _project.Values["Trigger"] = "zorblax";
        _project.AddImage("images/a.png", [], "from the file");
        var request = _project.Request(Stage.Tag);
        ImageItem Entry(string text) =>
            request.Images[0] with { CaptionPath = "meta.json", CaptionSha256 = Digest.Of(text), CaptionText = text, CaptionPlace = new("meta.json", 3, 5) };

        Assert.True(_project.Run(request with { Images = [Entry(" smile \nmore")] }).Success);
        Assert.Equal("zorblax, smile", File.ReadAllText(_project.Obj("captions/01.txt")));

        var finding = Assert.Single(_project.Run(request with { Key = new string('1', 64), Images = [Entry("a\0b")] }).Findings);
        Assert.Equal(("LORA2005", "meta.json", 3, 5), (finding.Code, finding.File, finding.Line, finding.Column));
    }

    [Fact]
    public void AllBadCaptions_AreFoundInOneRun()
    {
        _project.AddImage("images/a.png", [], caption: [0x61, 0xE4]);
        _project.AddImage("images/b.png", [], caption: (byte[]?)null);
        _project.AddImage("images/c.png", [], "fine");
        var result = _project.Run(Stage.Tag);
        Assert.False(result.Success);
        Assert.Equal(["LORA2005", "LORA2004"], result.Findings.Select(finding => finding.Code));
        Assert.Equal((1, 2), (result.Findings[0].Line, result.Findings[0].Column));
    }

    [Fact]
    public void OneCaptionChanged_OnlyItsFileIsWritten()
    {
        _project.AddImage("images/a.png", [], "one");
        _project.AddImage("images/b.png", [], "two");
        _project.Run(Stage.Tag);
        var old = DateTime.UnixEpoch;
        File.SetLastWriteTimeUtc(_project.Obj("captions/01.txt"), old);
        File.WriteAllText(Path.Combine(_project.Folder, "images/b.txt"), "three");
        Assert.False(_project.Run(Stage.Tag).FromStore);
        Assert.Equal(old, File.GetLastWriteTimeUtc(_project.Obj("captions/01.txt")));
        Assert.Equal("three", File.ReadAllText(_project.Obj("captions/02.txt")));
    }
}
