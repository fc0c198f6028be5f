using Lora.Project;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>Stage Tag with a tagger: which captions it writes, when it looks at a picture, and what it says of what is wrong.</summary>
public sealed class TaggedCaptionsTests : IDisposable
{
    private const string Looks = "Looks at pictures with ONNX Runtime 1.31.1 on the CPU";

    private readonly StageProject _project = new();

    public TaggedCaptionsTests()
    {
        _project.Values["Tagger"] = "tagger";
        _project.Values["RemoveUnderscore"] = "true";
        _project.Values["Trigger"] = "zorblax";
        foreach (var file in Directory.GetFiles(Repository.At("examples", "inkstyle", "tagger")))
        {
            _project.Write(Path.Combine("tagger", Path.GetFileName(file)), File.ReadAllBytes(file));
        }

        _project.AddImage("images/a.png", Golden("square128.png"), caption: (byte[]?)null);
        _project.AddImage("images/b.png", Golden("square256.png"), "my own words");
        _project.AddImage("images/c.webp", Golden("exact448.webp"), " \n");
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Tagger_WritesTheCaptionsThatAreMissing()
    {
        Succeed();
        Assert.Equal("zorblax, 1critter, no arms, three eyes, open mouth, tall body, tail, antennae, yellow background, red body, yellow stripes", Caption(1));
        Assert.Equal("zorblax, my own words", Caption(2));
        Assert.Equal("zorblax, 1critter, legs, no arms, three eyes, tall body, tail, fangs, antennae, pink background, black body", Caption(3));
        Assert.Equal(" \n", File.ReadAllText(_project.At("images/c.txt")));
        Assert.False(File.Exists(_project.At("images/a.txt")));
    }

    [Fact]
    public void EntryOfAnotherForm_IsSeenAnew()
    {
        Succeed();
        var caption = Caption(1);
        var store = new ContentStore(_project.Paths.CacheDirectory);
        foreach (var key in Directory.GetFiles(StoreFolder.Actions(_project.Paths.CacheDirectory).Path).Select(Path.GetFileName))
        {
            store.RecordOnly(key!, "of a store that others write to"u8);
        }

        Succeed();

        Assert.Equal(caption, Caption(1));
    }

    [Fact]
    public void WriteCaptions_MakesAFileOfWhatTheModelSees()
    {
        StageResult Write() => _project.Run(_project.Request(Stage.Tag) with { CaptionWork = new(_project.At("obj/written.tsv"), OverEdits: false) });
        _project.AddRule("no legs", TagActions.Remove, "legs, tail");
        Succeed();
        var trained = Caption(1);
        Assert.True(Write().Success);
        Assert.Equal(trained, File.ReadAllText(_project.At("images/a.txt")));
        Assert.Equal("zorblax, my own words", File.ReadAllText(_project.At("images/b.txt")));
        Assert.Equal(" \n", File.ReadAllText(_project.At("images/c.txt")));
        Assert.EndsWith("3 captions, 2 of them written; 1 replaced or added to by a model in each build, which are not written.", _project.Events.Text,
            StringComparison.Ordinal);

        // what it wrote is a caption like another now
        Assert.True(Write().Success);
        Succeed();
        Assert.Equal(trained, Caption(1));
    }

    [Fact]
    public void Modes_AppendAndReplace()
    {
        _project.Values["TagMode"] = "append";
        _project.Values["MaxTags"] = "3";
        Succeed();
        Assert.StartsWith("zorblax, my own words, ", Caption(2), StringComparison.Ordinal);
        Assert.Equal(5, Caption(2).Split(", ").Length);
        _project.Values["TagMode"] = "replace";
        Succeed();
        Assert.DoesNotContain("my own words", Caption(2), StringComparison.Ordinal);
        Assert.StartsWith("zorblax, 1critter", Caption(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Picture_IsLookedAtOnce()
    {
        Succeed();
        Assert.Contains(Looks, _project.Events.Text, StringComparison.Ordinal);

        // other options are other words of what was seen
        _project.Values["Thresh"] = "0.9";
        _project.Values["FrequencyTags"] = "true";
        Succeed();
        Assert.DoesNotContain(Looks, _project.Events.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("yellow stripes", Caption(1), StringComparison.Ordinal);
        Assert.Contains("Tag frequencies:\n1critter: 2\nno arms: 2\n", _project.Events.Text, StringComparison.Ordinal);

        // a list of other names too, but it is another model
        var list = File.ReadAllText(_project.At("tagger/selected_tags.csv"));
        _project.Write("tagger/selected_tags.csv", list.Replace("no_arms", "armless", StringComparison.Ordinal));
        Succeed();
        Assert.Contains(Looks, _project.Events.Text, StringComparison.Ordinal);
        Assert.Contains("armless", Caption(1), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_HoldTheTaggerOnlyWhereThereIsOne()
    {
        var with = _project.Request(Stage.Tag).Key;
        Assert.NotEqual(with, With("Thresh", "0.4"));
        Assert.Equal(with, With("Thresh", "0.350"));
        Assert.Equal(with, With("FrequencyTags", "true"));
        Assert.Equal(with, With("NumBeams", "3"));
        _project.Values.Remove("Tagger");
        var without = _project.Request(Stage.Tag).Key;
        Assert.Equal(without, With("Thresh", "0.4"));
        Assert.Equal(without, With("TaggerDevice", "cuda"));
        File.WriteAllBytes(_project.At("images/b.png"), Golden("square128.png"));
        Assert.Equal(without, _project.Request(Stage.Tag).Key);
    }

    [Fact]
    public void Validate_SaysNothingOfMissingCaptionsAndRunsNoModel()
    {
        _project.BaseModel = Repository.ZorblaxModel;
        var result = _project.Run(Stage.Validate);
        Assert.DoesNotContain(result.Findings, finding => finding.Severity is Severity.Error);
        Assert.DoesNotContain(result.Findings, finding => finding.Code == DatasetDiagnostics.CaptionEmpty.Code);
        Assert.DoesNotContain(Looks, _project.Events.Text, StringComparison.Ordinal);

        _project.Write("tagger/selected_tags.csv", "tag_id,name,category,count\n1,\"general,9,4\n");
        _project.Write("tagger/model.onnx", File.ReadAllBytes(GoldenFolder.Find("onnx", "bad", "loop-endless.onnx")));
        var wrong = _project.Run(Stage.Validate).Findings.Where(finding => finding.Severity is Severity.Error).ToList();
        Assert.Equal(["LORA2081", "LORA2083"], wrong.Select(finding => finding.Code).Order());
        Assert.Contains(wrong, finding => finding is { Code: "LORA2083", Line: 2 });
    }

    [Fact]
    public void ModelOfAnotherKind_IsOneFinding()
    {
        _project.Write("tagger/model.onnx", File.ReadAllBytes(GoldenFolder.Find("onnx", "models", "rrdbnet-x2.onnx")));
        var finding = Assert.Single(_project.Run(Stage.Tag).Findings);
        Assert.Equal("LORA2082", finding.Code);
        Assert.EndsWith("model.onnx", finding.File, StringComparison.Ordinal);
        Assert.False(File.Exists(_project.Obj("captions/01.txt")));
    }

    [Fact]
    public void NothingSeen_IsAWarningAndTheTriggerAlone()
    {
        _project.Values["Thresh"] = "1.5";
        var result = _project.Run(Stage.Tag);
        Assert.True(result.Success);
        Assert.Equal(["LORA2085", "LORA2085"], result.Findings.Select(finding => finding.Code));
        Assert.Equal("zorblax", Caption(1));
    }

    [Fact]
    public void Stopped_LeavesNothingBehind()
    {
        using var stop = new CancellationTokenSource();
        _project.Heard = message =>
        {
            if (message is ProgressEvent)
            {
                stop.Cancel();
            }
        };
        var result = _project.Run(Stage.Tag, stop.Token);
        Assert.True(result.Cancelled);
        Assert.False(Directory.Exists(_project.Obj("captions")));
    }

    private static byte[] Golden(string name) => File.ReadAllBytes(Path.Combine(GoldenFolder.Project, "tagger", "files", name));

    private void Succeed()
    {
        var result = _project.Run(Stage.Tag);
        Assert.True(result.Success, string.Join('\n', result.Findings));
    }

    private string Caption(int number) => File.ReadAllText(_project.Obj($"captions/{number:00}.txt"));

    private string With(string name, string value)
    {
        _project.Values[name] = value;
        var key = _project.Request(Stage.Tag).Key;
        _project.Values.Remove(name);
        return key;
    }
}
