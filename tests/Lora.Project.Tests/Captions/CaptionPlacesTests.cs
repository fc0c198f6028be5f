using Lora.Project.Tests.Planning;

namespace Lora.Project.Tests.Captions;

/// <summary>Where the caption of a picture is looked for.</summary>
public sealed class CaptionPlacesTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public void Dispose() => _user.Dispose();

    [Theory]
    [InlineData("images/sub/a.txt")]
    [InlineData("images/sub/a.caption")]
    [InlineData("captions/sub/a.txt")]
    [InlineData("captions/sub/a.caption")]
    public void Caption_IsFoundBesideThePictureOrInTheTreeOfCaptions(string caption)
    {
        Picture("images/sub/a.png");
        _user.Write(caption, "smile");

        Assert.Equal(_user.At(caption), CaptionOf("images/sub/a.png", out var findings));
        Assert.Empty(findings);
    }

    [Fact]
    public void OrderOfPlaces_IsBesideFirstAndInEachTheChosenExtensionFirst()
    {
        _user.Properties["CaptionExtension"] = ".tags";
        Picture("images/a.png");
        foreach (var place in (string[])["captions/a.caption", "captions/a.txt", "captions/a.tags", "images/a.caption", "images/a.txt", "images/a.tags"])
        {
            _user.Write(place, place);
            Assert.Equal(_user.At(place), CaptionOf("images/a.png", out _));
        }
    }

    [Fact]
    public void PictureOutsideOfImages_HasItsCaptionBesideItAlone()
    {
        Picture("photos/a.png");
        _user.Named.Add(_user.Item("photos/a.png"));
        _user.Write("captions/a.txt", "smile");

        CaptionOf("photos/a.png", out var findings);

        Assert.Equal([DatasetDiagnostics.CaptionMissing.Code, DatasetDiagnostics.CaptionWithoutImage.Code], findings.Select(finding => finding.Code).Order());
    }

    [Fact]
    public void SecondCaption_IsSaidUnlessTheProjectHasChosen()
    {
        _user.WriteImage("images/a.png");
        _user.Write("images/a.caption", "a smile");

        var finding = Assert.Single(_user.Findings());
        Assert.Equal(DatasetDiagnostics.SecondCaption.Code, finding.Code);
        Assert.StartsWith("The caption 'images/a.caption' is not read: its picture has another. ", finding.Message);

        _user.Properties["CaptionExtension"] = "txt";
        Assert.Empty(_user.Findings());

        _user.Write("captions/a.txt", "other");
        Assert.StartsWith("The caption 'captions/a.txt' is not read", Assert.Single(_user.Findings()).Message);
    }

    [Fact]
    public void CaptionInTheTreeWithoutAPicture_IsAStray()
    {
        _user.WriteImage("images/a.png");
        _user.Write("captions/deep/b.txt", "smile");
        _user.Write("captions/.hidden/c.txt", "smile");
        _user.Write("captions/readme.md", "no caption");

        Assert.StartsWith("The caption 'captions/deep/b.txt' has no picture. ", Assert.Single(_user.Findings()).Message);
    }

    private void Picture(string name) => _user.Write(name, [0x89, .. "PNG\r\n\u001a\n"u8]);

    private string CaptionOf(string picture, out IReadOnlyList<Finding> findings) =>
        _user.Read(out findings).Images.Single(image => image.Name == picture).CaptionPath;
}
