using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Regularization;

/// <summary>The target MakeRegularization.</summary>
public sealed class RegularizationMakerTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public RegularizationMakerTests()
    {
        _project.Prompts.Clear();
        _project.Values["RegularizationSteps"] = "2";
        _project.Values["RegularizationDir"] = "reg";
        _project.Values["Seed"] = "5";
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Pictures_AreTheBaseModelsOfTheCaptionsWithoutTheTrigger()
    {
        _project.AddImage("images/c.png", TestImage.Png(200, 100, seed: 3), "zorblax, hat (small), smile");
        _project.AddRule("hats", TagActions.Replace, "smile", "grin");

        var result = Make();

        Assert.True(result.Success, string.Join('\n', result.Findings));
        Assert.Equal(["a-5.png", "a-5.txt", "b-5.png", "b-5.txt", "c-5.png", "c-5.txt"], Files());
        Assert.Equal(("red body, two eyes", "blue body, grin", "hat (small), grin"), (Text("a-5.txt"), Text("b-5.txt"), Text("c-5.txt")));
        Assert.Equal(((128, 128), (160, 96)), (SizeOf("a-5.png"), SizeOf("c-5.png")));
        Assert.Contains("3 regularization images in 'reg', 6 files written.", _project.Events.Text);

        // the same picture as the sample grid's base column, of the prompt whose brackets are letters
        _project.AddPrompt("c", ("Text", @"hat \(small\), grin"), ("Steps", "2"), ("Width", "160"), ("Height", "96"));
        _project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train, Stage.Sample);
        Assert.Equal(Pixels(_project.At("reg/c-5.png")), Pixels(_project.Out("samples/base/01.png")));
    }

    [Fact]
    public void EqualCaptions_TakeTheNextSeed()
    {
        _project.Values["RegularizationPerImage"] = "2";
        _project.AddImage("images/c.png", TestImage.Png(128, 128, seed: 3));

        MakeWell();

        Assert.Equal(["a-5.png", "a-6.png", "b-5.png", "b-6.png", "c-7.png", "c-8.png"], Pictures());
        Assert.NotEqual(Pixels(_project.At("reg/a-5.png")), Pixels(_project.At("reg/c-7.png")));
    }

    [Fact]
    public void Tags_StandBehindCaptionsAndVaryFromPictureToPicture()
    {
        _project.Values["RegularizationPerImage"] = "8";
        _project.Values["RegularizationTags"] = "{tall|round} body,  {|hat} , legs";

        MakeWell();

        string[] texts = [.. Files().Where(file => file.EndsWith(".txt", StringComparison.Ordinal)).Select(Text)];
        Assert.Equal(["tall body, legs", "tall body, hat, legs", "round body, legs", "round body, hat, legs"],
            texts.Select(text => text.Split(", ", 3)[2]).Distinct().OrderBy(text => text.Contains("hat")).OrderByDescending(text => text[0]));
        // a seed of its own for each picture of an image, whatever stands behind its caption
        Assert.Equal(Enumerable.Range(5, 8).Select(seed => $"a-{seed}.png"), Pictures().Where(name => name[0] == 'a').OrderBy(name => name.Length));
        var before = File.ReadAllBytes(_project.At("reg/a-6.png"));
        File.Delete(_project.At("reg/a-6.png"));
        MakeWell();
        Assert.Equal(before, File.ReadAllBytes(_project.At("reg/a-6.png")));
    }

    [Fact]
    public void SecondTime_DrawsNothingAndWritesNothing()
    {
        Make();
        var before = File.GetLastWriteTimeUtc(_project.At("reg/a-5.png"));
        File.Delete(_project.At("reg/b-5.png"));

        MakeWell();

        Assert.Equal(before, File.GetLastWriteTimeUtc(_project.At("reg/a-5.png")));
        Assert.True(File.Exists(_project.At("reg/b-5.png")));
        Assert.DoesNotContain(_project.Events.All, told => told is ProgressEvent);
        Assert.Contains("2 regularization images in 'reg', 1 files written.", _project.Events.Text);
    }

    [Fact]
    public void WhatAPersonChanged_StaysAndIsSaid()
    {
        Make();
        File.WriteAllText(_project.At("reg/a-5.txt"), "by hand");
        _project.Write("images/a.txt", "red body");
        _project.Write("images/b.txt", "blue body");

        var result = Make();

        var finding = Assert.Single(result.Findings);
        Assert.Equal(("LORA2092", Severity.Warning, _project.At("reg/a-5.txt")), (finding.Code, finding.Severity, finding.File));
        Assert.Equal(("by hand", "blue body"), (Text("a-5.txt"), Text("b-5.txt")));
    }

    [Fact]
    public void WhatIsWantedNoMore_IsDeletedUnlessAPersonChangedIt()
    {
        Make();
        File.WriteAllText(_project.At("reg/a-5.txt"), "by hand");
        _project.Write("reg/own.png", TestImage.Png(128, 128));
        _project.Values["Seed"] = "9";

        MakeWell();

        Assert.Equal(["a-5.txt", "a-9.png", "a-9.txt", "b-9.png", "b-9.txt", "own.png"], Files());
        Assert.Contains("3 deleted", _project.Events.Text);
    }

    [Fact]
    public void RegularizationImages_AreNoneToDrawFor()
    {
        _project.Say = image => image.Name == "images/b.png" ? image with { IsRegularization = true } : image;
        MakeWell();
        Assert.Equal(["a-5.png", "a-5.txt"], Files());
    }

    [Fact]
    public void ImagesOfOneName_HaveTheirFoldersToo()
    {
        _project.AddImage("images/more/a.png", TestImage.Png(128, 128, seed: 4), "green body");
        MakeWell();
        Assert.Equal(["b-5.png", "images-a-png-5.png", "images-more-a-png-5.png"], Pictures());
    }

    private void MakeWell() => Assert.Empty(Make().Findings);

    private StageResult Make() => _project.Run(_project.Request(Stage.Sample) with
    {
        RegularizationWork = _project.Plan().Regularization(_project.At),
        TagRules = _project.TagRules,
    });

    private string[] Files() => [.. Directory.GetFiles(_project.At("reg")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    private IEnumerable<string> Pictures() => Files().Where(file => file.EndsWith(".png", StringComparison.Ordinal));

    private string Text(string name) => File.ReadAllText(_project.At($"reg/{name}"));

    private (int Width, int Height) SizeOf(string name) =>
        new ManagedCodec().Probe(File.ReadAllBytes(_project.At($"reg/{name}"))) is var info ? (info.Width, info.Height) : default;

    private static byte[] Pixels(string file) => new ManagedCodec().Decode(File.ReadAllBytes(file)).Pixels;
}
