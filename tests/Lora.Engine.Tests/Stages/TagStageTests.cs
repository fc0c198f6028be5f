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
