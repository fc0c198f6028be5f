using System.Text;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Captions;

/// <summary>ShowCaptions and WriteCaptions.</summary>
public sealed class CaptionVerbsTests : IDisposable
{
    private readonly StageProject _project = new();

    public CaptionVerbsTests() => _project.Values["Trigger"] = "zorblax";

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Show_PrintsEachCaptionBeforeAndAfterWithTheRulesThatDidIt()
    {
        _project.AddImage("images/a.png", [], "boots, red footwear, red boots, smile\n");
        _project.AddImage("images/b.png", [], "zorblax, hat");
        _project.AddImage("images/c.png", [], "It waves at us.");
        _project.AddImage("images/d.png", [], caption: (byte[]?)null);
        _project.AddRule("boots", TagActions.Merge, "boots, red footwear", "red boots");
        _project.AddRule("order", TagActions.Sort);
        _project.AddRule("hats", TagActions.Replace, "hat", "red hat");

        Assert.True(Show().Success);

        Assert.Equal("""
            images/a.png (images/a.txt)
              - boots, red footwear, red boots, smile
              + zorblax, red boots, smile
                  boots (merge): -boots, -red footwear
                  Trigger: zorblax first
            images/b.png (images/b.txt)
              - zorblax, hat
              + zorblax, red hat
                  order (sort): another order
                  hats (replace): -hat, +red hat
                  Trigger: zorblax first
            images/c.png (images/c.txt)
              - It waves at us.
              + zorblax, It waves at us.
                  Trigger: zorblax first
            images/d.png (no caption)
            4 captions, 3 of them changed by 3 rules and the trigger; rules leave 1 alone, which have sentences.
            """.ReplaceLineEndings("\n"), string.Join('\n', _project.Events.All.OfType<MessageEvent>().Select(message => message.Text)));
        Assert.Equal("zorblax, hat", File.ReadAllText(_project.At("images/b.txt")));
    }

    [Fact]
    public void Show_SaysWhatCannotBeRead()
    {
        _project.AddImage("images/a.png", [], [0x61, 0xE4]);
        Assert.Equal("LORA2005", Assert.Single(Show().Findings).Code);
    }

    [Fact]
    public void Write_KeepsMarkLineEndsAndLinesThatAreNotTrained()
    {
        byte[] mark = [0xEF, 0xBB, 0xBF];
        _project.AddImage("images/a.png", [], [.. mark, .. "smile, größe\r\nsmile, a note\r\n\r\n"u8]);
        _project.AddImage("images/b.png", [], "zorblax, hat");
        _project.AddImage("images/c.png", [], "  zorblax,hat ");
        _project.AddRule("smile", TagActions.Remove, "smile");
        var before = File.GetLastWriteTimeUtc(_project.At("images/b.txt"));

        Assert.True(Write().Success);

        Assert.Equal([.. mark, .. "zorblax, größe\r\nsmile, a note\r\n\r\n"u8], File.ReadAllBytes(_project.At("images/a.txt")));
        Assert.Equal(before, File.GetLastWriteTimeUtc(_project.At("images/b.txt")));
        Assert.Equal("  zorblax,hat ", File.ReadAllText(_project.At("images/c.txt")));
        Assert.Equal("3 captions, 1 of them written.", _project.Events.All.OfType<MessageEvent>().Last().Text);

        _project.Values["EnableWildcard"] = "true";
        Assert.True(Write().Success);
        Assert.Equal([.. mark, .. "zorblax, größe\r\nzorblax, a note\r\n\r\n"u8], File.ReadAllBytes(_project.At("images/a.txt")));
    }

    [Fact]
    public void Write_LeavesWhatAPersonHasChangedSince()
    {
        _project.AddImage("images/a.png", [], "smile, hat");
        _project.AddImage("images/b.png", [], "hat");
        _project.AddRule("hat", TagActions.Remove, "hat");
        Write();
        Assert.Equal("zorblax, smile", File.ReadAllText(_project.At("images/a.txt")));

        // what it wrote itself it may write again
        _project.AddRule("smile", TagActions.Replace, "smile", "grin");
        Assert.Empty(Write().Findings);
        Assert.Equal("zorblax, grin", File.ReadAllText(_project.At("images/a.txt")));

        // an edit in which there is nothing to change is no matter
        File.WriteAllText(_project.At("images/a.txt"), "zorblax, frown");
        Assert.Empty(Write().Findings);

        File.WriteAllText(_project.At("images/a.txt"), "zorblax, frown, hat");
        var finding = Assert.Single(Write().Findings);
        Assert.Equal(("LORA2066", Severity.Warning, _project.At("images/a.txt")), (finding.Code, finding.Severity, finding.File));
        Assert.Equal("zorblax, frown, hat", File.ReadAllText(_project.At("images/a.txt")));

        Assert.Empty(Write(overEdits: true).Findings);
        Assert.Equal("zorblax, frown", File.ReadAllText(_project.At("images/a.txt")));
    }

    [Fact]
    public void Write_LeavesWhatChangedSinceThePlan()
    {
        _project.AddImage("images/a.png", [], "smile");
        var request = _project.Request(Stage.Tag) with { CaptionWork = new(_project.At("obj/written.tsv"), OverEdits: true) };
        File.WriteAllText(_project.At("images/a.txt"), "frown");

        Assert.Equal("LORA2066", Assert.Single(_project.Run(request).Findings).Code);
        Assert.Equal("frown", File.ReadAllText(_project.At("images/a.txt")));
    }

    [Fact]
    public void Write_RefusesARuleSetThatWouldChangeItsOwnResult()
    {
        _project.AddImage("images/a.png", [], "a, b");
        _project.AddRule("no hat", TagActions.Remove, "hat");
        _project.AddRule("hat", TagActions.Replace, "b", "hat");

        var finding = Assert.Single(Write().Findings);

        Assert.Equal(("LORA2068", Severity.Warning), (finding.Code, finding.Severity));
        Assert.Equal("a, b", File.ReadAllText(_project.At("images/a.txt")));
    }

    [Fact]
    public void Write_TwiceIsOnce()
    {
        _project.AddImage("images/a.png", [], "b, boots, a, red boots");
        _project.AddRule("boots", TagActions.Merge, "boots", "red boots");
        _project.AddRule("order", TagActions.Sort);
        _project.AddRule("end", TagActions.Suffix, "masterpiece");
        Write();
        var (once, record) = (File.ReadAllBytes(_project.At("images/a.txt")), File.ReadAllText(_project.At("obj/written.tsv")));

        Assert.Empty(Write().Findings);

        Assert.Equal(once, File.ReadAllBytes(_project.At("images/a.txt")));
        Assert.Equal(record, File.ReadAllText(_project.At("obj/written.tsv")));
        Assert.Equal("zorblax, a, b, red boots, masterpiece", Encoding.UTF8.GetString(once));
        Assert.Equal("1 caption, 0 of them written.", _project.Events.All.OfType<MessageEvent>().Last().Text);
    }

    [Fact]
    public void Write_MakesAFileOfClassTokensAndNoneOfAnEntry()
    {
        _project.AddImage("images/a.png", [], caption: (byte[]?)null);
        _project.AddImage("images/b.png", [], "from the file");
        var request = _project.Request(Stage.Tag) with { CaptionWork = new(_project.At("obj/written.tsv"), OverEdits: false) };
        request = request with
        {
            Images =
            [
                request.Images[0] with { ClassTokens = "creature", CaptionSha256 = Digest.Of("creature") },
                request.Images[1] with { CaptionPath = _project.At("meta.json"), CaptionText = "entry", CaptionSha256 = Digest.Of("entry") },
            ],
        };

        Assert.True(_project.Run(request).Success);

        Assert.Equal(("zorblax, creature", "from the file"), (File.ReadAllText(_project.At("images/a.txt")), File.ReadAllText(_project.At("images/b.txt"))));
        Assert.Equal("2 captions, 1 of them written; 1 in the metadata file, which is not written.",
            _project.Events.All.OfType<MessageEvent>().Last().Text);
    }

    [Fact]
    public void Write_FollowsALinkAndWritesASharedCaptionOnce()
    {
        _project.AddImage("images/a.png", [], caption: (byte[]?)null);
        _project.AddImage("images/a.jpg", [], caption: (byte[]?)null);
        _project.Write("store/one.txt", "smile");
        File.CreateSymbolicLink(_project.At("images/a.txt"), _project.At("store/one.txt"));

        Assert.Empty(Write().Findings);

        Assert.Equal("zorblax, smile", File.ReadAllText(_project.At("store/one.txt")));
        Assert.NotNull(new FileInfo(_project.At("images/a.txt")).LinkTarget);
    }

    private StageResult Show() => _project.Run(_project.Request(Stage.Tag) with { CaptionWork = new("", OverEdits: false) });

    private StageResult Write(bool overEdits = false) => _project.Run(_project.Request(Stage.Tag) with
    {
        CaptionWork = new(_project.At("obj/written.tsv"), overEdits),
    });
}
