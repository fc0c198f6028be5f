using FsCheck;
using FsCheck.Fluent;
using Lora.Project.Tests.Planning;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Kohya;

/// <summary>kohya's datasets of different resolutions: one project's pictures at each.</summary>
public sealed class KohyaResolutionTests : IDisposable
{
    private const string Large = "[[datasets]]\nresolution = [1024, 1024]\n[[datasets.subsets]]\nimage_dir = 'train'\nnum_repeats = 2\n";
    private const string Small = "[[datasets]]\nresolution = '512,512'\n[[datasets.subsets]]\nimage_dir = 'train'\nnum_repeats = 2\n";

    private readonly PlannedProject _user = new();

    public KohyaResolutionTests()
    {
        _user.WriteImage("train/a.png");
        _user.WriteImage("more/b.png");
        _user.KohyaDatasets.Add(_user.Item("dataset.toml"));
    }

    public void Dispose() => _user.Dispose();

    [Fact]
    public void FolderInDatasetsOfDifferentResolutions_IsTrainedAtEach()
    {
        Assert.Equal(["train/a.png 2 at 1024", "train/a.png 2 at 512"], Images(Large + Small));
        Assert.Equal(["train/a.png 2 at 1024", "train/a.png 2 at 512"], Images(Small + Large));
        Assert.Equal(["train/a.png 4 at 512"], Images(Small + Small));
        Assert.Equal(["more/b.png 1 at 768", "train/a.png 2 at 512"],
            Images(Small + "[[datasets]]\nresolution = 768\n[[datasets.subsets]]\nimage_dir = 'more'\n"));
    }

    [Fact]
    public void DatasetsThatShowAPictureDifferentlyOften_KeepTheirNumbers()
    {
        Assert.Equal(["train/a.png 2 at 1024", "train/a.png 6 at 512"], Images(Large + Small.Replace("= 2", "= 6", StringComparison.Ordinal)));
        Assert.Equal(["train/a.png 3 at 1024", "train/a.png 2 at 512"], Images(Large.Replace("= 2", "= 3", StringComparison.Ordinal) + Small));

        // where the file does not say how often, the project does
        _user.Properties["NumRepeats"] = "7";
        string Unsaid(string dataset) => dataset.Replace("num_repeats = 2\n", "", StringComparison.Ordinal);
        Assert.Equal(["train/a.png 7 at 1024", "train/a.png 14 at 512"], Images(Unsaid(Large) + Unsaid(Small) + Unsaid(Small)));
    }

    [Theory]
    [InlineData("flip_aug = true\n", "LORA1041", "'train/a.png' stands in subset 1 of dataset 2 again, with other options. ")]
    [InlineData("", "", "")]
    public void PictureWithOtherOptionsAtEachResolution_IsAnError(string more, string code, string problem)
    {
        Dataset(Large + Small + more);
        var findings = _user.Findings().Where(finding => finding.Severity is Severity.Error).ToArray();
        Assert.Equal(code.Length > 0 ? [code] : [], findings.Select(finding => finding.Code));
        Assert.All(findings, finding => Assert.StartsWith(problem, finding.Message));
    }

    [Theory]
    [InlineData("1024, 512", "LORA1041", "Resolution is one side of a square: kohya's two sides have to be equal. ")]
    [InlineData("130", "LORA1004", "'130' is not a value of Resolution, which is ")]
    public void ResolutionThatIsNone_IsSaidOnceInItsLine(string resolution, string code, string problem)
    {
        Dataset(Large + Small.Replace("512,512", resolution, StringComparison.Ordinal));
        var finding = Assert.Single(_user.Findings(), finding => finding.Severity is Severity.Error);
        Assert.Equal((code, 8), (finding.Code, finding.Line));
        Assert.StartsWith(problem, finding.Message);
    }

    [Fact]
    public void Project_GoesBeforeTheFile()
    {
        _user.Properties["Resolution"] = "640";
        Assert.Equal(["train/a.png 4 at 640"], Images(Large + Small));
        _user.Properties["Resolutions"] = "512;768";
        Assert.Equal(["train/a.png 4 at 768", "train/a.png 4 at 512"], Images(Large + Small));
    }

    [Fact]
    public void WhatIsExported_IsImportedAgain() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        using var user = new PlannedProject();
        var random = new Random(seed);
        string Any(params string[] values) => values[random.Next(values.Length)];
        user.Properties["MinBucketReso"] = "128";
        user.Properties["Resolutions"] = Any("512", "512;1024", "1024;512;512", "");
        user.WriteImage("images/a.png");
        user.WriteImage("images/more/b.png");
        user.WriteImage("images/more/c.png");
        user.WriteImage("reg/d.png");
        user.Named.Add(user.Item("images/a.png", ("Resolutions", Any("256", "512;256;256", ""))));
        user.Regularization.Add(user.Item("reg/d.png", ("Resolutions", Any("256", "512"))));
        var before = user.Read(out _);

        KohyaExport.Write(before, out var findings);

        Assert.Empty(findings);
        user.Properties.Clear();
        user.Properties["BaseModel"] = "model";
        user.Named.Clear();
        user.Regularization.Clear();
        user.KohyaDatasets.Add(user.Item("x.kohya.dataset.toml"));
        Assert.Equal(Images(before), Images(user.Read(out _)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    private string[] Images(string text)
    {
        Dataset(text);
        var plan = _user.Read(out var findings);
        Assert.DoesNotContain(findings, finding => finding.Severity is Severity.Error);
        return Images(plan);
    }

    private void Dataset(string text) => _user.Write("dataset.toml", "general = {caption_extension = '.txt', max_bucket_reso = 2048}\n" + text);

    private static string[] Images(BuildPlan plan) => [.. plan.Images.Select(image =>
        FormattableString.Invariant($"{image.Name} {image.Repeats} at {image.Resolution ?? plan.Options.Get(DatasetOptions.Resolution)}"))];
}
