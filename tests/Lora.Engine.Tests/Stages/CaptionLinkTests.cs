using Lora.Project;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>Captions that are links: within the project, with their pictures elsewhere, and to a file that is none of this.</summary>
public sealed class CaptionLinkTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();
    private readonly TempFolder _elsewhere = new();

    public void Dispose()
    {
        _project.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public void LinkToAFileOutside_IsAnErrorAndNotRead()
    {
        File.WriteAllText(_elsewhere["id_rsa"], "-----BEGIN PRIVATE KEY-----");
        Link("images/c.txt", _elsewhere["id_rsa"]);
        _project.AddImage("images/c.png", TestImage.Png(130, 128, seed: 9), caption: (byte[]?)null);

        var result = _project.Run(Stage.Validate);

        var finding = Assert.Single(result.Findings, finding => finding.Code == DatasetDiagnostics.CaptionElsewhere.Code);
        Assert.Equal((Severity.Error, _project.At("images/c.txt")), (finding.Severity, finding.File));
        Assert.False(result.Success);
        Assert.DoesNotContain("PRIVATE", string.Concat(result.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void LinkWithinTheProjectOrBesideThePicture_IsACaption()
    {
        _project.Write("texts/c", "blue body");
        Link("images/c.txt", _project.At("texts/c"));
        _project.AddImage("images/c.png", TestImage.Png(130, 128, seed: 9), caption: (byte[]?)null);
        // as a cache of downloads has it: name and content apart, both elsewhere
        File.WriteAllBytes(_elsewhere["1234"], TestImage.Png(130, 128, seed: 8));
        File.WriteAllText(_elsewhere["5678"], "smile");
        _project.AddImage("images/d.png", File.ReadAllBytes(_elsewhere["1234"]), caption: (byte[]?)null);
        File.Delete(_project.At("images/d.png"));
        Link("images/d.png", _elsewhere["1234"]);
        Link("images/d.txt", _elsewhere["5678"]);

        Assert.DoesNotContain(_project.Run(Stage.Validate).Findings, finding => finding.Severity is Severity.Error);
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(_project.At(name), target);
}
