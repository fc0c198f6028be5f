using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

public sealed class ValidateStageTests : IDisposable
{
    private readonly TestProject _project = TinyModel.Project();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void SoundProject_HasNoFindings()
    {
        var result = _project.Run(Stage.Validate);
        Assert.True(result.Success);
        Assert.Empty(result.Findings);
    }

    [Fact]
    public void EverythingWrong_IsFoundInOneRunWithItsPlace()
    {
        _project.AddImage("images/broken.png", TestImage.Png(128, 128, seed: 5)[..300]);
        _project.AddImage("images/copy.png", TestImage.Png(130, 128));
        _project.AddImage("images/empty.png", TestImage.Png(128, 128, seed: 3), "");
        _project.AddImage("images/latin.png", TestImage.Png(128, 128, seed: 4), "gr"u8.ToArray().Append((byte)0xFC).ToArray());
        _project.AddImage("images/movie.gif.png", "GIF89a___________"u8.ToArray());
        _project.AddImage("images/small.png", TestImage.Png(64, 64), "one\ntwo");
        _project.AddImage("images/wide.png", TestImage.Png(256, 128));
        _project.BaseModel = _project.Root;
        var result = _project.Run(Stage.Validate);
        Assert.False(result.Success);
        Assert.Equal(
        [
            ": LORA1007", "broken.png: LORA2002", "copy.png: LORA2009", "empty.txt(1,1): LORA2006", "latin.txt(1,3): LORA2005", "movie.gif.png: LORA2003",
            "small.png: LORA2008", "small.txt(2,1): LORA2010", "wide.png: LORA2011",
        ], result.Findings.Select(Short));
    }

    [Fact]
    public void FilesThatAreMissing_AreLeftToWhoeverWroteTheRequest()
    {
        _project.NameMissingImage("images/gone.png");
        _project.AddImage("images/mute.png", TestImage.Png(128, 128, seed: 6), caption: (byte[]?)null);
        Assert.Empty(_project.Run(Stage.Validate).Findings);
    }

    [Fact]
    public void MixedShapesWithoutBuckets_AreAWarning()
    {
        _project.Values["EnableBucket"] = "false";
        _project.AddImage("images/wide.png", TestImage.Png(256, 128));
        var finding = Assert.Single(_project.Run(Stage.Validate).Findings);
        Assert.Equal(("LORA2012", Severity.Warning), (finding.Code, finding.Severity));
    }

    [Fact]
    public void DamagedModel_IsNamedWithItsFile()
    {
        var copy = Path.Combine(_project.Root, "model");
        foreach (var file in Directory.EnumerateFiles(TinyModel.Folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(TinyModel.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var weights = Path.Combine(copy, "unet", "diffusion_pytorch_model.safetensors");
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..5000]);
        _project.BaseModel = copy;
        var finding = Assert.Single(_project.Run(Stage.Validate).Findings);
        Assert.Equal(("LORA1007", weights), (finding.Code, finding.File));
    }

    private string Short(Finding finding)
    {
        var name = finding.File == _project.Root ? "" : Path.GetFileName(finding.File);
        return $"{name}{(finding.Line > 0 ? $"({finding.Line},{finding.Column})" : "")}: {finding.Code}";
    }
}
