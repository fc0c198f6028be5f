using System.Text;

namespace Lora.Project.Tests.Planning;

public sealed class ImageReaderTests : IDisposable
{
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0];
    private static readonly byte[] Bmp = [(byte)'B', (byte)'M', .. new byte[12], 40, 0, 0, 0];
    private static readonly byte[] WebP = [.. "RIFF\0\0\0\0WEBPVP8 "u8];
    private static readonly byte[] Gif = [.. "GIF89a"u8];
    private readonly PlannedProject _user = new();

    [Theory]
    [InlineData("images/.ipynb_checkpoints/a-checkpoint.png")]
    [InlineData("images/.thumbnails/t.png")]
    [InlineData("images/__MACOSX/a.png")]
    [InlineData("images/sub/@eaDir/a.png")]
    [InlineData("images/._a.png")]
    [InlineData("images/.hidden/deep/notes.md")]
    public void HiddenFile_IsLeftOut(string name)
    {
        _user.WriteImage("images/a.png");
        _user.WriteImage(name);

        var plan = _user.Read(out var findings);

        Assert.Equal(["images/a.png"], plan.Images.Select(image => image.Name));
        Assert.Empty(findings);
    }

    [Fact]
    public void HiddenFileThatIsNamed_Counts()
    {
        _user.WriteImage("images/.thumbnails/t.png");
        _user.Named.Add(_user.Item("images/.thumbnails/t.png"));

        Assert.Equal("images/.thumbnails/t.png", Assert.Single(_user.Read(out _).Images).Name);
    }

    [Theory]
    [InlineData("a.jpe")]
    [InlineData("a.jfif")]
    [InlineData("a.jpg_large")]
    [InlineData("a.pjpeg")]
    [InlineData("a.pjp")]
    [InlineData("a.mpo")]
    [InlineData("a")]
    [InlineData("a.gif")]
    public void PictureUnderAnUnusualExtension_IsTrained(string name)
    {
        _user.Write($"images/{name}", Jpeg);
        _user.Write("images/a.txt", "smile");

        var image = Assert.Single(_user.Read(out var findings).Images);

        Assert.Equal((64, 64), (image.Sha256.Length, image.CaptionSha256.Length));
        Assert.Empty(findings);
    }

    [Theory]
    [InlineData("a.webp")]
    [InlineData("a.gif")]
    [InlineData("a")]
    public void WebPicture_IsTrainedByItsContent(string name)
    {
        _user.Write($"images/{name}", WebP);
        _user.Write("images/a.txt", "smile");

        Assert.Single(_user.Read(out var findings).Images);
        Assert.Empty(findings);
    }

    [Fact]
    public void Bitmap_IsTrainedAsDib()
    {
        _user.Write("images/a.dib", Bmp);
        _user.Write("images/a.txt", "smile");

        Assert.Single(_user.Read(out _).Images);
    }

    [Theory]
    [InlineData("images/a.jpg_large")]
    [InlineData("images/a")]
    [InlineData("images/a.heic")]
    public void PictureOfAnotherFormat_IsAnErrorThatNamesItByItsContent(string name)
    {
        _user.Write(name, Gif);
        _user.Write("images/a.txt", "smile");

        var finding = Assert.Single(_user.Findings());

        Assert.Equal((DatasetDiagnostics.UnsupportedImage.Code, _user.At(name)), (finding.Code, finding.File));
        Assert.StartsWith($"'{name}': GIF pictures are not supported; ImageMagick makes a PNG of one. ", finding.Message);
    }

    [Fact]
    public void PictureByItsNameAlone_IsAnErrorToo()
    {
        _user.Write("images/a.heic", "nothing");

        Assert.StartsWith("'images/a.heic': HEIC pictures are not supported; heif-dec (libheif) makes a PNG of one. ", Assert.Single(_user.Findings()).Message);
    }

    [Fact]
    public void NamedFileThatIsNoPicture_IsAnError()
    {
        _user.Write("images/a.png", Jpeg);
        _user.Write("images/a.txt", "smile");
        _user.Named.Add(_user.Item("images/a.txt"));

        Assert.StartsWith("'images/a.txt' is no picture of a known format. ", Assert.Single(_user.Findings()).Message);
    }

    [Fact]
    public void MissingImage_IsAnErrorInTheLineThatNamesIt()
    {
        _user.Write("x.loraproj", "<Project>\n<ItemGroup>\n<Image Include='images\\gone.jpe;images/b.png'/></ItemGroup></Project>");
        _user.Named.Add(_user.Item("images/gone.jpe"));

        var finding = Assert.Single(_user.Findings());

        Assert.Equal((DatasetDiagnostics.ImageMissing.Code, _user.At("x.loraproj"), 3), (finding.Code, finding.File, finding.Line));
        Assert.StartsWith("There is no file 'images/gone.jpe'. ", finding.Message);
    }

    [Fact]
    public void CaptionsWithoutPicture_AreOneWarningWithTheFirstNames()
    {
        _user.WriteImage("images/a.png");
        foreach (var name in (string[])["b", "c", "d", "e"])
        {
            _user.Write($"images/{name}.txt", "smile");
        }

        var finding = Assert.Single(_user.Findings());

        Assert.Equal((DatasetDiagnostics.CaptionWithoutImage.Code, Severity.Warning), (finding.Code, finding.Severity));
        Assert.StartsWith("4 captions have no picture: 'images/b.txt', 'images/c.txt', 'images/d.txt' and 1 more. ", finding.Message);
    }

    [Fact]
    public void FilesThatAreNeither_AreOneWarningWithTheFirstNames()
    {
        _user.WriteImage("images/a.png");
        _user.Write("images/a.npz", "PK");
        _user.Write("images/Thumbs.db", "");

        Assert.StartsWith("2 files are neither pictures nor captions: 'images/Thumbs.db', 'images/a.npz'. ", Assert.Single(_user.Findings()).Message);
    }

    [Fact]
    public void CaptionsAreToldByTheirExtension()
    {
        _user.Properties["CaptionExtension"] = "caption";
        _user.WriteImage("images/a.png");
        _user.Write("images/a.caption", "smile");

        var plan = _user.Read(out var findings);

        Assert.Equal(_user.At("images/a.caption"), Assert.Single(plan.Images).CaptionPath);
        Assert.Empty(findings);
    }

    [Fact]
    public void CaptionOfAnUnsupportedPicture_IsNoStray()
    {
        _user.Write("images/a.gif", Gif);
        _user.Write("images/a.txt", "smile");

        Assert.Equal([DatasetDiagnostics.UnsupportedImage.Code], _user.Findings().Select(finding => finding.Code));
    }

    [Theory]
    [InlineData(NormalizationForm.FormC, NormalizationForm.FormD)]
    [InlineData(NormalizationForm.FormD, NormalizationForm.FormC)]
    public void CaptionWhoseNameReadsTheSame_IsFound(NormalizationForm picture, NormalizationForm caption)
    {
        _user.Write("images/éte/é ü.png".Normalize(picture), Jpeg);
        _user.Write("images/éte/".Normalize(picture) + "é ü.txt".Normalize(caption), "smile");

        var image = Assert.Single(_user.Read(out var findings).Images);

        Assert.Equal(64, image.CaptionSha256.Length);
        Assert.Empty(findings);
    }

    [Fact]
    public void CaptionOfThatVeryName_ComesFirst()
    {
        _user.Write("images/é.png".Normalize(NormalizationForm.FormC), Jpeg);
        _user.Write("images/é.txt".Normalize(NormalizationForm.FormD), "other");
        _user.Write("images/é.txt".Normalize(NormalizationForm.FormC), "own");

        var image = Assert.Single(_user.Read(out _).Images);

        Assert.Equal(Digest.Of("own"), image.CaptionSha256);
    }

    [Fact]
    public void TwoCaptionsThatReadTheSame_AreAnError()
    {
        var (a, b) = ("\u00e9", "e\u0301");
        _user.Write($"images/{a}{b}.png", Jpeg);
        _user.Write($"images/{a}{a}.txt", "one");
        _user.Write($"images/{b}{b}.txt", "two");

        _user.Read(out var findings);

        var finding = Assert.Single(findings, finding => finding.Code == DatasetDiagnostics.CaptionMissing.Code);
        Assert.Contains("has 2 captions", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderInKohyasForm_SaysRepeatsAndClass()
    {
        _user.WriteImage("images/10_zorblax creature/a.png");
        _user.Write("images/10_zorblax creature/inner/b.png", Jpeg);
        _user.WriteImage("images/2024_beach/c.png");
        _user.Write("images/7_other/d.png", Jpeg);

        var images = _user.Read(out var findings).Images;

        Assert.Equal([10, 10, 5, 7], images.Select(image => image.Repeats));
        Assert.Equal(["", "zorblax creature", "", "other"], images.Select(image => image.ClassTokens));
        Assert.Equal(Digest.Of("other"), images[3].CaptionSha256);
        var finding = Assert.Single(findings, finding => finding.Code == DatasetDiagnostics.RepeatsOfFolder.Code);
        Assert.Equal(Severity.Message, finding.Severity);
        Assert.StartsWith("Repeats and class are taken from the names of folders: '10_zorblax creature', '7_other'. ", finding.Message);
    }

    [Fact]
    public void WhatAnImageSaysItself_GoesBeforeItsFolder()
    {
        _user.Write("images/10_zorblax/a.png", Jpeg);
        _user.Named.Add(_user.Item("images/10_zorblax/a.png", ("NumRepeats", "3"), ("ClassTokens", "creature")));

        var image = Assert.Single(_user.Read(out _).Images);

        Assert.Equal((3, "creature"), (image.Repeats, image.ClassTokens));
    }

    [Fact]
    public void TriggerAndConcept_AreAnImagesOwn()
    {
        _user.Properties["Trigger"] = "zorblax";
        _user.WriteImage("images/a.png");
        _user.WriteImage("images/5_grumlet/b.png");
        var before = StageKeys.Of(_user.Read(out _));
        _user.Named.Add(_user.Item("images/a.png", ("Trigger", "zorblax"), ("Concept", "hero")));
        Assert.Equal(before.Values.Select(key => key.Hash), StageKeys.Of(_user.Read(out _)).Values.Select(key => key.Hash));
        _user.Named.Add(_user.Item("images/5_grumlet/b.png", ("Trigger", "grumlet")));

        var plan = _user.Read(out _);

        Assert.Equal([("grumlet", "grumlet"), (null, "hero")], plan.Images.Select(image => (image.Trigger, image.Concept)));
        var changed = StageKeys.Of(plan).Where(pair => pair.Value.Text.Contains("grumlet", StringComparison.Ordinal)).Select(pair => pair.Key);
        Assert.Equal([Vocabulary.Stage.Validate, Vocabulary.Stage.Tag], changed);
    }

    [Theory]
    [InlineData("0_zorblax")]
    [InlineData("10_")]
    [InlineData("10 zorblax")]
    [InlineData("x_zorblax")]
    public void FolderInAnotherForm_SaysNothing(string folder)
    {
        _user.WriteImage($"images/{folder}/a.png");

        Assert.Equal(5, Assert.Single(_user.Read(out var findings).Images).Repeats);
        Assert.Empty(findings);
    }

    public void Dispose() => _user.Dispose();
}
