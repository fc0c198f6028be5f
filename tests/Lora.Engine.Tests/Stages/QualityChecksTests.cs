using System.Text.RegularExpressions;
using Lora.Imaging;
using Lora.Project;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>Each check finds its picture by default or when it is asked to, and says nothing when it is off.</summary>
public sealed class QualityChecksTests : IDisposable
{
    private static readonly ManagedCodec Codec = new();

    private readonly StageProject _project = StageProject.OnTinyModel();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("blur2.png", "LORA2041", "CheckBlur", "is blurred: its sharpest part has a variance of [0-9.]+\\.")]
    [InlineData("recompressed-q15.png", "LORA2042", "CheckCompression", "at the borders of JPEG's blocks are 2\\.[0-9] times")]
    [InlineData("q-pillow-20.jpg", "LORA2042", "CheckCompression", "saved with a JPEG quality of about 20\\.")]
    [InlineData("border-letterbox-black.png", "LORA2045", "CheckBorders", ": 0 pixels at the left, 18 at the top, 0 at the right, 18 at the bottom\\.")]
    [InlineData("uniform.png", "LORA2044", "CheckFlat", "is empty: its grey levels spread by 0\\.0 of 255\\.")]
    public void GoldenPicture_IsFoundUnlessTheCheckIsOff(string picture, string code, string check, string sentence)
    {
        _project.AddImage($"images/c{Path.GetExtension(picture)}", File.ReadAllBytes(GoldenFolder.Find("quality", "files", picture)));
        var finding = Assert.Single(Found(), finding => finding.Code == code);
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Matches(new Regex($"^'images/c\\.(png|jpg)'.*{sentence}"), finding.Message);

        _project.Values[check] = "false";
        Assert.DoesNotContain(Found(), finding => finding.Code == code);
    }

    [Theory]
    [InlineData("BlurThreshold", "3", "blur2.png", "LORA2041")]
    [InlineData("BlockinessThreshold", "2.5", "recompressed-q15.png", "LORA2042")]
    [InlineData("JpegQualityThreshold", "20", "q-pillow-20.jpg", "LORA2042")]
    [InlineData("BorderThreshold", "0.2", "border-letterbox-black.png", "LORA2045")]
    [InlineData("FlatThreshold", "0", "uniform.png", "LORA2044")]
    public void Threshold_IsAProperty(string option, string value, string picture, string code)
    {
        _project.Values[option] = value;
        _project.Values["BlockinessThreshold"] = option == "BlockinessThreshold" ? value : "100";
        _project.AddImage($"images/c{Path.GetExtension(picture)}", File.ReadAllBytes(GoldenFolder.Find("quality", "files", picture)));
        Assert.DoesNotContain(Found(), finding => finding.Code == code);
    }

    [Fact]
    public void NearDuplicates_AreOneFindingWithEveryMemberAndTheBest()
    {
        AddGolden("x1", "pair-half-b.png");
        AddGolden("x2", "pair-half-a.png");
        AddGolden("x3", "pair-jpeg-q30-b.jpg");
        AddGolden("y", "photo0.png");
        var finding = Assert.Single(Found(), finding => finding.Code == "LORA2043");
        Assert.Equal(_project.At("images/x2.png"), finding.File);
        Assert.StartsWith("'images/x1.png', 'images/x2.png' and 'images/x3.jpg' are nearly the same picture; the best is 'images/x2.png' (128 x 96, PNG). Keep",
            finding.Message);

        _project.Values["DuplicateThreshold"] = "0";
        Assert.StartsWith("'images/x1.png' and 'images/x2.png' are", Assert.Single(Found(), finding => finding.Code == "LORA2043").Message);
        _project.Values["CheckDuplicates"] = "false";
        Assert.DoesNotContain(Found(), finding => finding.Code == "LORA2043");
    }

    [Fact]
    public void SameBytes_AreSaidOnce()
    {
        AddGolden("x1", "photo0.png");
        AddGolden("x2", "photo0.png");
        Assert.Equal(["LORA2009"], Found().Select(finding => finding.Code).Where(code => code is "LORA2009" or "LORA2043"));
    }

    [Fact]
    public void FlatPictures_AreNotEachOthersDuplicates()
    {
        _project.AddImage("images/c.png", Codec.EncodePng(new Rgb24Image(128, 128)));
        _project.AddImage("images/d.png", Codec.EncodePng(new Rgb24Image(130, 128)));
        Assert.Equal(["LORA2044", "LORA2044"], Found().Select(finding => finding.Code));
    }

    [Fact]
    public void VerySmallPictureThatIsNotEnlarged_IsFound()
    {
        _project.Values["BucketNoUpscale"] = "true";
        _project.AddImage("images/c.png", TestImage.Png(100, 96, seed: 3));
        Assert.Contains(Found(), finding => finding.Code == "LORA2040");
        _project.Values["SizeThreshold"] = "100";
        Assert.DoesNotContain(Found(), finding => finding.Code == "LORA2040");
        _project.Values.Remove("BucketNoUpscale");
        Assert.Contains(Found(), finding => finding.Code == "LORA2008");
        _project.Values["CheckSize"] = "false";
        Assert.DoesNotContain(Found(), finding => finding.Code is "LORA2008" or "LORA2040");
    }

    [Fact]
    public void Panorama_LosesTooMuch()
    {
        _project.AddImage("images/c.png", TestImage.Png(480, 96, seed: 3));
        Assert.Matches("480 x 96: its bucket of 160x96 leaves out [0-9]+ %\\.", Assert.Single(Found(), finding => finding.Code == "LORA2047").Message);
        _project.Values["CropThreshold"] = "0.9";
        Assert.DoesNotContain(Found(), finding => finding.Code == "LORA2047");
    }

    [Fact]
    public void Text_IsLookedForOnlyWhenAsked()
    {
        var page = new Rgb24Image(256, 256);
        Array.Fill(page.Pixels, (byte)230);
        for (var i = 0; i < 256 * 256; i++)
        {
            if (i / 256 % 16 < 12 && (i % 256 + i / 4096) % 7 < 2)
            {
                page.Pixels.AsSpan(i * 3, 3).Fill(20);
            }
        }

        _project.AddImage("images/c.png", Codec.EncodePng(page));
        Assert.DoesNotContain(Found(), finding => finding.Code == "LORA2046");
        _project.Values["CheckText"] = "true";
        Assert.Contains(Found(), finding => finding.Code == "LORA2046");
    }

    [Theory]
    [InlineData("examples/zorblax/images")]
    public void ExamplePictures_AreFreeOfFalseAlarms(string folder)
    {
        foreach (var file in Directory.GetFiles(Repository.At(folder.Split('/'))).Where(file => !file.EndsWith(".txt", StringComparison.Ordinal)))
        {
            _project.AddImage($"images/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }

        Assert.DoesNotContain(Found(), finding => finding.File?.Contains("zorblax", StringComparison.Ordinal) == true && finding.Code is not "LORA2011");
    }

    [Fact]
    public void BucketsAndCrops_AreNoted()
    {
        Found();
        Assert.Matches("buckets: .*128x128: 2; cropped away: [0-9.]+ % on average, [0-9.]+ % of 'images/", _project.Events.Text);
    }

    private void AddGolden(string name, string picture) =>
        _project.AddImage($"images/{name}{Path.GetExtension(picture)}", File.ReadAllBytes(GoldenFolder.Find("quality", "files", picture)));

    private IReadOnlyList<Finding> Found()
    {
        var result = _project.Run(Stage.Validate);
        Assert.True(result.Success);
        return result.Findings;
    }
}
