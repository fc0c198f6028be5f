using System.Text;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

/// <summary>What the plan makes of a tagger, captioner and upscaler: their files, and captions that are still to be written.</summary>
public sealed class PictureModelReaderTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public PictureModelReaderTests()
    {
        _user.WriteImage("images/a.png");
        _user.EnginePackages.Add("Microsoft.ML.OnnxRuntime");
        _user.Properties["Tagger"] = "tagger";
        _user.Write("tagger/model.onnx", "model");
        _user.Write("tagger/selected_tags.csv", "tags");
    }

    public void Dispose() => _user.Dispose();

    [Fact]
    public void MissingCaption_IsNoErrorWithATagger()
    {
        File.Delete(_user.At("images/a.txt"));
        _user.WriteImage("images/10_cat/b.png");
        File.Delete(_user.At("images/10_cat/b.txt"));
        var plan = _user.Read(out var findings);
        Assert.DoesNotContain(findings, finding => finding.Severity is Severity.Error);
        Assert.All(plan.Images, image => Assert.Equal(("", ""), (image.CaptionSha256, image.ClassTokens)));
        _user.Properties.Remove("Tagger");
        Assert.Contains(_user.Findings(), finding => finding.Code == DatasetDiagnostics.CaptionMissing.Code);
    }

    [Fact]
    public void Files_AreThoseOfItsKindAndWeights()
    {
        _user.Write("tagger/model.onnx.data", "weights");
        _user.Write("tagger/README.md", "words");
        var plan = _user.Read(out _);
        Assert.Equal(["model.onnx", "model.onnx.data", "selected_tags.csv"], plan.PictureModelFiles.Select(file => file.Name));
        Assert.All(plan.PictureModelFiles, file => Assert.Equal("tagger", file.Part));
        var keys = StageKeys.Of(plan);
        Assert.Equal(["tagger/model.onnx", "tagger/model.onnx.data", "tagger/selected_tags.csv"],
            keys[Stage.Tag].Entries.Where(entry => entry.Kind == "model").Select(entry => entry.Name));
        Assert.Contains(keys[Stage.Tag].Entries, entry => entry is { Kind: "tool", Name: "tagger", Value: "onnxruntime-1.31.1/cpu" });
        Assert.Contains(keys[Stage.Tag].Entries, entry => entry.Kind == "image");
        Assert.DoesNotContain(keys[Stage.Resize].Entries, entry => entry.Kind is "model" || entry.Name == "upscaler");
        var text = Encoding.UTF8.GetString(LockFile.Write(plan, keys, new Dictionary<Stage, IReadOnlyList<OutputFile>>(), "1"));
        Assert.Contains("\"tagger\": \"onnxruntime-1.31.1/cpu\" }", text, StringComparison.Ordinal);
        Assert.Contains("{ \"model\": \"tagger\", \"file\": \"model.onnx\", \"sha256\": ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAModel_NothingOfItStandsInKeysAndLock()
    {
        _user.Properties.Remove("Tagger");
        var plan = _user.Read(out _);
        var entries = StageKeys.Of(plan).Values.SelectMany(key => key.Entries).ToList();
        Assert.DoesNotContain(entries, entry => TaggerOptions.Thresh.Name == entry.Name || entry.Name is "TagMode" or "NumBeams" or "tagger" or "upscaler");
        var text = Encoding.UTF8.GetString(LockFile.Write(plan, StageKeys.Of(plan), new Dictionary<Stage, IReadOnlyList<OutputFile>>(), "1"));
        Assert.DoesNotContain("pictureModels", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tagger", "nowhere", "LORA2080")]
    [InlineData("Tagger", "model", "LORA2080")]
    [InlineData("UpscaleModel", "up.onnx", "LORA2080")]
    [InlineData("Captioner", "tagger", "LORA1008")]
    [InlineData("TaggerDevice", "cuda", "LORA1008")]
    [InlineData("TagReplacement", "one", "LORA1004")]
    public void WhatCannotBe_IsAFinding(string option, string value, string code)
    {
        _user.Properties[option] = value;
        Assert.Contains(_user.Findings(), finding => finding.Code == code && finding.Message.Contains(option, StringComparison.Ordinal));
    }

    [Fact]
    public void TwoGpuLibraries_AreNotForOneProcess()
    {
        _user.EnginePackages.AddRange(OnnxRuntime.Packages.Concat(Runtimes.Torch.Packages).Select(package => package.Id));
        (_user.Properties["TaggerDevice"], _user.Properties["Device"]) = ("cuda", "cuda");
        Assert.Contains("TaggerDevice", Assert.Single(_user.Findings(), finding => finding.Severity is Severity.Error).Message, StringComparison.Ordinal);
    }
}
