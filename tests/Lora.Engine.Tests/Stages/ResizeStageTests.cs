using Lora.Imaging;
using Lora.Project;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

public sealed class ResizeStageTests : IDisposable
{
    private readonly StageProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Pictures_AreCroppedToTheirBucketsInDataOrder()
    {
        _project.AddImage("images/b wide.png", TestImage.Png(400, 200));
        _project.AddImage("images/a.png", TestImage.Png(300, 310));
        var result = _project.Run(Stage.Resize);
        Assert.True(result.Success);
        Assert.Equal(["images/01.png", "images/02.png"], result.Outputs.Select(output => output.Path));
        Assert.Equal((128, 128), SizeOf("images/01.png"));
        Assert.Equal((160, 96), SizeOf("images/02.png"));
    }

    [Fact]
    public void SecondRun_ComesFromTheStoreAndTouchesNothing()
    {
        _project.AddImage("images/a.png", TestImage.Png(300, 310));
        var first = _project.Run(Stage.Resize);
        var written = File.GetLastWriteTimeUtc(_project.Obj("images/01.png"));
        var second = _project.Run(Stage.Resize);
        Assert.True(second.FromStore);
        Assert.Equal(first.Outputs, second.Outputs);
        Assert.Equal(written, File.GetLastWriteTimeUtc(_project.Obj("images/01.png")));
    }

    [Fact]
    public void LostOutput_IsRestoredToTheSameBytes()
    {
        _project.AddImage("images/a.png", TestImage.Png(300, 310));
        _project.Run(Stage.Resize);
        var before = File.ReadAllBytes(_project.Obj("images/01.png"));
        Directory.Delete(_project.Paths.ObjDirectory, recursive: true);
        Assert.True(_project.Run(Stage.Resize).FromStore);
        Assert.Equal(before, File.ReadAllBytes(_project.Obj("images/01.png")));
    }

    [Fact]
    public void DamagedStore_IsMadeAgain()
    {
        _project.AddImage("images/a.png", TestImage.Png(300, 310));
        var first = _project.Run(Stage.Resize);
        foreach (var blob in Directory.EnumerateFiles(Path.Combine(_project.Paths.CacheDirectory, "cas")))
        {
            File.WriteAllText(blob, "damaged");
        }

        Directory.Delete(_project.Paths.ObjDirectory, recursive: true);
        var second = _project.Run(Stage.Resize);
        Assert.False(second.FromStore);
        Assert.Equal(first.Outputs, second.Outputs);
        // of the store of this machine, not of the result: said once
        Assert.Empty(second.Findings);
        Assert.Contains("LORA5002", _project.Events.Codes);
        Assert.True(_project.Run(Stage.Resize).FromStore);
        Assert.Empty(_project.Events.Codes);
    }

    [Fact]
    public void StoreThatCannotBeWritten_IsAFinding()
    {
        _project.AddImage("images/a.png", TestImage.Png(300, 310));
        File.WriteAllText(_project.Paths.CacheDirectory, "a file where the folder should be");
        Assert.Equal("LORA5001", Assert.Single(_project.Run(Stage.Resize).Findings).Code);
    }

    [Fact]
    public void OneImageChanged_TheOthersComeFromTheirEntries()
    {
        _project.AddImage("images/a.png", TestImage.Png(300, 310));
        _project.AddImage("images/b.png", TestImage.Png(300, 310, seed: 2));
        var first = _project.Run(Stage.Resize);
        File.WriteAllBytes(Path.Combine(_project.Folder, "images/b.png"), TestImage.Png(310, 300, seed: 3));
        var second = _project.Run(Stage.Resize);
        Assert.Equal(first.Outputs[0], second.Outputs[0]);
        Assert.NotEqual(first.Outputs[1], second.Outputs[1]);
    }

    [Fact]
    public void BadPictures_AreFindingsAndNothingIsRecorded()
    {
        _project.AddImage("images/a.png", "GIF89a..............."u8.ToArray());
        _project.AddImage("images/b.png", TestImage.Png(64, 64)[..100]);
        _project.NameMissingImage("images/c.png");
        var result = _project.Run(Stage.Resize);
        Assert.False(result.Success);
        Assert.Equal(["LORA2003", "LORA2002", "LORA2007"], result.Findings.Select(finding => finding.Code));
        Assert.All(result.Findings, finding => Assert.StartsWith(_project.Folder, finding.File));
        Assert.False(File.Exists(_project.Obj("Resize.result.json")));
        Assert.False(_project.Run(Stage.Resize).FromStore);
    }

    [Theory]
    [InlineData("none", 200)]
    [InlineData("white", 255)]
    [InlineData("#0A0B0C", 10)]
    public void TransparentPixels_ShowWhatAlphaBackgroundSays(string background, byte red)
    {
        _project.Values["AlphaBackground"] = background;
        // TGA, from the top: blue, green, red, alpha
        byte[] header = [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 128, 0, 32, 0x28], pixel = [50, 100, 200, 0];
        byte[] tga = [.. header, .. Enumerable.Repeat(pixel, 128 * 128).SelectMany(bytes => bytes)];
        _project.AddImage("images/a.tga", tga);
        Assert.True(_project.Run(Stage.Resize).Success);
        Assert.Equal(red, new ManagedCodec().Decode(File.ReadAllBytes(_project.Obj("images/01.png"))).Pixels[0]);
    }

    [Fact]
    public void AnotherAlphaBackground_IsAnotherPictureWhoeverMadeTheFirst()
    {
        _project.AddImage("images/a.png", File.ReadAllBytes(GoldenFolder.Find("images", "files", "png", "ct6-bd8-plain.png")));
        _project.Run(Stage.Validate);
        _project.Run(Stage.Resize);
        var dropped = File.ReadAllBytes(_project.Obj("images/01.png"));
        _project.Values["AlphaBackground"] = "black";
        _project.Run(Stage.Validate);
        Assert.False(_project.Run(Stage.Resize).FromStore);
        Assert.NotEqual(dropped, File.ReadAllBytes(_project.Obj("images/01.png")));
    }

    [Theory]
    [InlineData("ResizeMode", "long_side", 128, 96)]
    [InlineData("ResizeMode", "area", 128, 112)]
    [InlineData("ResizeInterpolation", "nearest", 144, 112)]
    public void AnotherWayToResize_IsAnotherPicture(string option, string value, int width, int height)
    {
        _project.AddImage("images/a.png", TestImage.Png(400, 330));
        _project.Run(Stage.Resize);
        var before = File.ReadAllBytes(_project.Obj("images/01.png"));
        _project.Values[option] = value;
        Assert.False(_project.Run(Stage.Resize).FromStore);
        Assert.Equal((width, height), SizeOf("images/01.png"));
        Assert.NotEqual(before, File.ReadAllBytes(_project.Obj("images/01.png")));
    }

    /// <summary>600 x 560 to 137 x 128: a half is enough.</summary>
    [Fact]
    public void ShrunkOnLoad_IsTheSameWhoeverDecodesIt_AndNearlyTheWholePicture()
    {
        var photo = File.ReadAllBytes(Repository.At("tests", "Lora.Imaging.Tests", "Fixtures", "jpeg", "large-420.jpg"));
        _project.AddImage("images/a.jpg", photo);
        _project.Run(Stage.Resize);
        var alone = File.ReadAllBytes(_project.Obj("images/01.png"));

        using var other = new StageProject();
        other.AddImage("images/a.jpg", photo);
        other.Run(Stage.Validate);
        other.Run(Stage.Resize);
        Assert.Equal(alone, File.ReadAllBytes(other.Obj("images/01.png")));

        _project.Values["ShrinkOnLoad"] = "false";
        Assert.False(_project.Run(Stage.Resize).FromStore);
        byte[] whole = Pixels(File.ReadAllBytes(_project.Obj("images/01.png"))), shrunk = Pixels(alone);
        Assert.NotEqual(whole, shrunk);
        Assert.True(whole.Zip(shrunk, (a, b) => Math.Abs(a - b)).Average() < 1);
    }

    private static byte[] Pixels(byte[] png) => new ManagedCodec().Decode(png).Pixels;

    [Fact]
    public void Cancelled_SaysSoAndWritesNoResult()
    {
        _project.AddImage("images/a.png", TestImage.Png(300, 310));
        var result = _project.Run(Stage.Resize, new CancellationToken(canceled: true));
        Assert.Equal((false, true), (result.Success, result.Cancelled));
        Assert.False(File.Exists(_project.Obj("Resize.result.json")));
    }

    [Fact]
    public void FolderInAFilesPlace_IsSaid()
    {
        _project.AddImage("images/a.png", TestImage.Png(300, 310));
        Directory.CreateDirectory(_project.Obj("images/01.png"));
        var finding = Assert.Single(_project.Run(Stage.Resize).Findings);
        Assert.Equal("LORA4012", finding.Code);
        Assert.Contains("01.png", finding.Message);
    }

    [Fact]
    public void FaultOfOurs_IsOneFindingWithALogFile()
    {
        _project.AddImage("images/a.png", TestImage.Png(300, 310));
        _project.Stages = [new BrokenStage()];
        var result = _project.Run(Stage.Resize);
        var finding = Assert.Single(result.Findings);
        Assert.Equal("LORA4005", finding.Code);
        Assert.DoesNotContain("   at ", finding.Message);
        Assert.Contains("   at ", File.ReadAllText(_project.Obj("Resize.error.log")));
    }

    private sealed class BrokenStage : EngineStage
    {
        internal override Stage Row => Stage.Resize;

        internal override void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave) =>
            throw new InvalidOperationException("nobody has thought of this");
    }

    private (int Width, int Height) SizeOf(string name)
    {
        var info = new ManagedCodec().Probe(File.ReadAllBytes(_project.Obj(name)));
        return (info.Width, info.Height);
    }
}
