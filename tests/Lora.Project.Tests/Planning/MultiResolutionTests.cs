using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

/// <summary>Pictures that are trained at several resolutions.</summary>
public sealed class MultiResolutionTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public MultiResolutionTests()
    {
        _user.WriteImage("images/a.png");
        _user.WriteImage("images/b.png");
        _user.Properties["NumRepeats"] = "2";
    }

    public void Dispose() => _user.Dispose();

    [Fact]
    public void Picture_IsAnImageAtEachResolution()
    {
        _user.Properties["Resolutions"] = "512;1024; 768";
        _user.Named.Add(_user.Item("images/b.png", ("Resolutions", "640;640")));
        _user.WriteImage("reg/c.png");
        _user.Regularization.Add(_user.Item("reg/c.png", ("Resolutions", "512")));

        var plan = _user.Read(out var findings);

        Assert.Equal(
            [("a", 2, null, false), ("a", 2, 768, true), ("a", 2, 512, true), ("b", 4, 640, false), ("c", 10, 512, false)],
            plan.Images.Select(image => (Path.GetFileNameWithoutExtension(image.Name), image.Repeats, image.Resolution, image.IsAgain)));
        Assert.Equal(Enumerable.Range(0, 5), plan.Images.Select(image => image.Index));
        // what knows of one resolution, as the size of a sample, has the largest
        Assert.Equal(1024, plan.Options.Get(DatasetOptions.Resolution));
        Assert.DoesNotContain(findings, finding => finding.Severity is Severity.Error);
        string[] lines = [.. new PlanReport(plan, isWrong: false).Lines().Select(line => line.Trim())];
        Assert.Contains("Images: 2 (at 1024: 1, at 768: 1, at 640: 1, at 512: 1), regularization images: 1, prompts: 0", lines);
        Assert.Contains("Samples an epoch (images x repeats): 3 x 2 + 1 x 4 + 1 x 10 (regularization) = 20", lines);
    }

    [Theory]
    [InlineData("640", "512;768", "LORA3060 Resolution is 640, and of Resolutions 768;512 the largest counts in its place. ")]
    [InlineData("768", "512;768", "")]
    [InlineData("640", "", "")]
    [InlineData("", "512", "")]
    public void ResolutionBesideOthers_IsSaidWhereItCountsForNothing(string resolution, string resolutions, string problem)
    {
        _user.Properties["Resolution"] = resolution;
        _user.Properties["Resolutions"] = resolutions;
        string[] found = [.. _user.Findings().Where(finding => finding.Code == "LORA3060").Select(finding => $"{finding.Code} {finding.Message}")];
        Assert.Equal(problem.Length > 0 ? 1 : 0, found.Length);
        Assert.All(found, text => Assert.StartsWith(problem, text));
    }

    [Fact]
    public void Keys_HoldTheResolutionWhereItIsNotTheProjects()
    {
        _user.Properties["Resolution"] = "512";
        var before = StageKeys.Of(_user.Read(out _));
        _user.Properties["Resolutions"] = "512";
        _user.Named.Add(_user.Item("images/a.png", ("Resolutions", "512")));
        Assert.All(Stage.All, stage => Assert.Equal(before[stage].Text, StageKeys.Of(_user.Read(out _))[stage].Text));

        _user.Named[0] = _user.Item("images/a.png", ("Resolutions", "512;320"));
        var plan = _user.Read(out _);
        var after = StageKeys.Of(plan);
        Assert.Equal(["02 320"], after[Stage.Resize].Entries.Where(entry => entry.Kind == "resolution").Select(entry => $"{entry.Name} {entry.Value}"));
        Assert.All((Stage[])[Stage.Validate, Stage.Resize, Stage.CacheLatents, Stage.Train],
            stage => Assert.NotEqual(before[stage].Hash, after[stage].Hash));
        var text = Encoding.UTF8.GetString(LockFile.Write(plan, after, new Dictionary<Stage, IReadOnlyList<OutputFile>>(), "1.0.0"));
        Assert.Contains("\"repeats\": 2, \"resolution\": 320 },\n", text);
        Assert.Contains("\"repeats\": 2 },\n", text);
    }

    [Fact]
    public void PictureThatIsKeptOut_IsKeptOutAtEveryResolution() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        ImageItem[] images = [.. Enumerable.Range(0, random.Next(2, 9)).SelectMany(picture => Enumerable.Range(0, random.Next(1, 4)).Select(side =>
            new ImageItem(0, "", $"/{picture}", Digest.Of($"{seed} {picture}"), "", "", 1) { IsAgain = side > 0 }))];
        images = [.. images.Select((image, index) => image with { Index = index })];
        var values = OptionValues.Resolve(Options.All, new Dictionary<string, string> { ["ValidationSplit"] = "0.4" });

        var marked = ValidationImages.Mark(images, values, Assert.Fail);

        Assert.All(marked.GroupBy(image => image.Path), picture => Assert.Single(picture.Select(image => image.IsValidation).Distinct()));
        var pictures = images.Select(image => image.Path).Distinct().Count();
        Assert.Equal(Math.Clamp((int)Math.Round(pictures * 0.4, MidpointRounding.AwayFromZero), 1, pictures - 1),
            marked.Count(image => image is { IsValidation: true, IsAgain: false }));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Theory]
    [InlineData("128;768", "", "MinBucketReso 256 is above Resolution 128. ")]
    [InlineData("768;2048", "", "MaxBucketReso 1024 is below Resolution 2048. ")]
    [InlineData("768;512", "", "")]
    [InlineData("", "64", "BucketResoSteps 128 is above Resolution 64 of 'images/b.png'. ")]
    [InlineData("", "512;x", "Image images/b.png: '512;x' is not a value of Resolutions, which is whole numbers parted by ';', each a whole number from 64 to")]
    [InlineData("512;514", "", "'512;514' is not a value of Resolutions, which is whole numbers parted by ';', each a whole number from 64 to 4096, divisible")]
    public void ResolutionWithoutBuckets_IsAnError(string ofProject, string ofImage, string problem)
    {
        _user.Properties["Resolutions"] = ofProject;
        _user.Properties["BucketResoSteps"] = ofImage == "64" ? "128" : "64";
        _user.Named.Add(_user.Item("images/b.png", ("Resolutions", ofImage)));

        string[] errors = [.. _user.Findings().Where(finding => finding.Severity is Severity.Error).Select(finding => finding.Message)];

        Assert.Equal(problem.Length > 0 ? 1 : 0, errors.Length);
        Assert.All(errors, error => Assert.StartsWith(problem, error));
    }
}
