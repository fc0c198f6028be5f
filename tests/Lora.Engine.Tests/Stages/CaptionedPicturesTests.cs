using Lora.Project;
using Lora.Testing;

namespace Lora.Engine.Tests.Stages;

/// <summary>Stage Tag with a captioner.</summary>
public sealed class CaptionedPicturesTests : IDisposable
{
    private readonly StageProject _project = new();

    public CaptionedPicturesTests()
    {
        TinyCaptioner.Write(_project.At("captioner"));
        _project.Values["Captioner"] = "captioner";
        _project.Values["Trigger"] = "zorblax";
        _project.AddImage("images/a.png", TestImage.Png(20, 30), caption: (byte[]?)null);
        _project.AddImage("images/b.png", TestImage.Png(30, 20), "by hand");
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Captioner_WritesWhatIsMissing()
    {
        Assert.StartsWith("zorblax, a ", Captions(), StringComparison.Ordinal);
        Assert.Contains(" critter.\nzorblax, by hand", Captions(), StringComparison.Ordinal);
        _project.Values["TagMode"] = "append";
        Assert.Matches(@"zorblax, by hand, a \w+ critter\.$", Captions());
    }

    [Fact]
    public void OptionsOfTheSearch_AreOtherSentences()
    {
        _project.Values["CaptionerPrompt"] = "a picture of";
        Assert.StartsWith("zorblax, a picture of a ", Captions(), StringComparison.Ordinal);
        _project.Values["CaptionMaxLength"] = "3";
        Assert.StartsWith("zorblax, a picture of\n", Captions(), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_LooksAtTheFilesBeside()
    {
        _project.BaseModel = Repository.ZorblaxModel;
        _project.Write("captioner/captioner.json", """{ "begining": 2 }""");
        var result = _project.Run(Vocabulary.Stage.Validate);
        Assert.Equal("LORA2083", Assert.Single(result.Findings, finding => finding.Severity is Severity.Error).Code);
    }

    private string Captions()
    {
        var result = _project.Run(Vocabulary.Stage.Tag);
        Assert.True(result.Success, string.Join('\n', result.Findings));
        return string.Join('\n', Directory.GetFiles(_project.Obj("captions")).Order(StringComparer.Ordinal).Select(File.ReadAllText));
    }
}
