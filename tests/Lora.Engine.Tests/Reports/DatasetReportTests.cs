using System.Text.Json;
using System.Text.RegularExpressions;
using Lora.Imaging;
using Lora.Project;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Reports;

/// <summary>What stands in <c>bin/report</c>, without a browser.</summary>
public sealed class DatasetReportTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Page_ShowsEachImageWithBucketCropCaptionAndFindings()
    {
        _project.AddImage("images/c.png", TestImage.Png(64, 64, seed: 3), "smile, blue body");
        _project.RunAll(Stage.Validate);

        var page = Page();
        Assert.Equal(("test", 128, "zorblax"), (page.Project, page.Resolution, page.Trigger));
        Assert.Equal(["images/a.png", "images/b.png", "images/c.png"], page.Images.Select(image => image.Name));
        var small = page.Images[2];
        Assert.Equal(("../../images/c.png", "thumbs/03.jpg", 64, 64, 1), (small.Link, small.Thumb, small.Width, small.Height, small.Repeats));
        Assert.Equal([128, 128], small.Bucket!);
        Assert.Equal([0, 0, 1, 1], small.Crop!);
        Assert.Equal(("zorblax, smile, blue body", 0), (small.Caption, small.Loss));
        Assert.Equal(["zorblax", "smile", "blue body"], small.Tags);
        Assert.Equal(("LORA2008", "warning"), (small.Findings.Single().Code, small.Findings.Single().Severity));
        Assert.InRange(page.Images[0].Loss, 0.01, 0.02);
        Assert.Equal((64, 64), Size("thumbs/03.jpg"));
    }

    [Fact]
    public void Errors_StandBesideWhatCanBeShown()
    {
        _project.AddImage("images/broken.png", TestImage.Png(128, 128, seed: 5)[..300]);
        _project.AddImage("images/mute.png", TestImage.Png(128, 128, seed: 6), caption: (byte[]?)null);
        _project.BaseModel = _project.Folder;
        var missing = DatasetDiagnostics.CaptionMissing.At("'images/mute.png' has no caption 'mute.txt'.", _project.At("images/mute.png"));
        Assert.False(_project.Run(_project.Request(Stage.Validate) with { Findings = [missing] }).Success);

        var images = Page().Images.ToDictionary(image => image.Name);
        Assert.Equal((null, "LORA2002"), (images["images/broken.png"].Thumb, images["images/broken.png"].Findings.Single().Code));
        Assert.Equal((null, "LORA2004"), (images["images/mute.png"].Caption, images["images/mute.png"].Findings.Single().Code));
        Assert.Equal(["LORA1007"], Page().Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void HostileTexts_EndNothing()
    {
        const string name = "images/x'\"&<b>.png", caption = "</script><script>alert(1)</script><!-- {script} {data} \u2028 & \"";
        _project.AddImage(name, TestImage.Png(128, 128, seed: 3), caption);
        _project.RunAll(Stage.Validate);

        var html = File.ReadAllText(_project.Out("report/dataset.html"));
        Assert.Equal(2, Regex.Count(html, "</script>", RegexOptions.IgnoreCase));
        Assert.DoesNotContain("alert(1)</", html);
        var image = Page().Images.Single(image => image.Name == name);
        Assert.Equal($"zorblax, {caption}", image.Caption);
        Assert.Equal("../../images/x%27%22%26%3Cb%3E.png", image.Link);
    }

    [Fact]
    public void NearDuplicates_StandTogetherTheBestFirst()
    {
        foreach (var (name, picture) in (ReadOnlySpan<(string, string)>)[("c", "pair-half-b"), ("d", "photo0"), ("e", "pair-half-a")])
        {
            _project.AddImage($"images/{name}.png", File.ReadAllBytes(GoldenFolder.Find("quality", "files", $"{picture}.png")));
        }

        _project.RunAll(Stage.Validate);

        Assert.Equal([[4, 2]], Page().Groups);
    }

    [Fact]
    public void SecondRun_WritesTheSameBytesAndDecodesNothing()
    {
        var codec = new CountingCodec();
        _project.Codec = codec;
        _project.RunAll(Stage.Validate);
        var first = Directory.GetFiles(_project.Out("report"), "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);
        Assert.Equal(["01.jpg", "02.jpg", "dataset.html"], first.Keys.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Directory.Delete(_project.Out("report"), recursive: true);
        _project.AddImage("images/c.png", TestImage.Png(128, 128, seed: 3));
        _project.RunAll(Stage.Validate);
        // only the new one
        Assert.Equal(3, codec.Decoded);
        Assert.All(first.Where(file => file.Key.EndsWith(".jpg", StringComparison.Ordinal)), file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    [Fact]
    public void DamagedEntry_IsMeasuredAgain()
    {
        var codec = new CountingCodec();
        _project.Codec = codec;
        _project.RunAll(Stage.Validate);
        foreach (var blob in Directory.GetFiles(Path.Combine(_project.Paths.CacheDirectory, "cas")).Where(IsMeasures))
        {
            File.WriteAllText(blob, "{}");
        }

        _project.RunAll(Stage.Validate);
        Assert.Equal(4, codec.Decoded);

        static bool IsMeasures(string blob) => File.ReadAllBytes(blob).AsSpan().StartsWith("{\"Info\""u8);
    }

    private (int Width, int Height) Size(string thumb)
    {
        var info = new ManagedCodec().Probe(File.ReadAllBytes(_project.Out($"report/{thumb}")));
        return (info.Width, info.Height);
    }

    private DatasetPage Page()
    {
        var html = File.ReadAllText(_project.Out("report/dataset.html"));
        var json = Regex.Match(html, "<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
        return JsonSerializer.Deserialize(json, DatasetPageJson.Default.DatasetPage)!;
    }
}
