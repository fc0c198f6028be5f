using Lora.Imaging;
using Lora.Project;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>An upscaler enlarges what is smaller than its bucket, in Resize alone.</summary>
public sealed class UpscaledPicturesTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public UpscaledPicturesTests()
    {
        // all that is not black is white: what went through it shows
        _project.Write("up.onnx", new OnnxModelWriter()
            .Input("x", OnnxModelWriter.Float, 1, 3, -1, -1).Output("y", OnnxModelWriter.Float, 1, 3, -1, -1)
            .Floats("scales", [4], 1, 1, 2, 2).Floats("roi", [0])
            .Node("Sign", ["x"], "white").Node("Resize", ["white", "roi", "scales"], "y").ToBytes());
        _project.Values["UpscaleModel"] = "up.onnx";
        _project.AddImage("images/0.png", TestImage.Png(70, 60));
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public void SmallPicture_IsEnlargedByTheModelInResizeAlone()
    {
        _project.RunAll(Stage.Validate);
        Assert.DoesNotContain("Looks at pictures", _project.Events.Text, StringComparison.Ordinal);
        _project.RunAll(Stage.Resize);
        Assert.Contains("Looks at pictures", _project.Events.Text, StringComparison.Ordinal);
        Assert.InRange(Between("images/01.png"), 0, 0.1);
        Assert.InRange(Between("images/02.png"), 0.5, 1);

        // by content: another project's settings that change nothing here look at no picture
        _project.Values["MaxBucketReso"] = "192";
        File.Delete(_project.Obj("images/01.png"));
        _project.RunAll(Stage.Resize);
        Assert.DoesNotContain("Looks at pictures", _project.Events.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_IsPartOfResizesKeyAndOfLatents()
    {
        _project.RunAll(Stage.Validate, Stage.Resize, Stage.CacheLatents);
        var (with, latents) = (_project.Request(Stage.Resize).Key, File.ReadAllText(_project.Obj("latents.tsv")));
        var tag = _project.Request(Stage.Tag).Key;
        _project.Values.Remove("UpscaleModel");
        Assert.NotEqual(with, _project.Request(Stage.Resize).Key);
        Assert.Equal(tag, _project.Request(Stage.Tag).Key);
        _project.RunAll(Stage.Validate, Stage.Resize);
        Assert.InRange(Between("images/01.png"), 0.5, 1);
        _project.RunAll(Stage.CacheLatents);
        Assert.Equal(latents, File.ReadAllText(_project.Obj("latents.tsv")));
    }

    [Fact]
    public void ModelThatFails_NamesThePicture()
    {
        _project.Write("up.onnx", new OnnxModelWriter()
            .Input("x", OnnxModelWriter.Float, 1, 3, -1, -1).Output("y", OnnxModelWriter.Float, 1, 3, -1, -1)
            .Node("AveragePool", ["x"], "y", ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 })).ToBytes());
        var result = _project.Run(Stage.Resize);
        var finding = Assert.Single(result.Findings, finding => finding.Severity is Severity.Error);
        Assert.Equal("LORA2084", finding.Code);
        Assert.EndsWith("0.png", finding.File, StringComparison.Ordinal);
    }

    /// <summary>The share of levels that are neither black nor white.</summary>
    private double Between(string name) =>
        new ManagedCodec().Decode(File.ReadAllBytes(_project.Obj(name))).Pixels.Average(level => level is 0 or 255 ? 0 : 1);
}
