using System.Text.Json;

namespace Lora.Project.Tests;

public sealed class KeyFileTests
{
    [Fact]
    public void Text_IsJsonWhateverTheValues()
    {
        var key = KeyFile.Of(Stage.Of(StageName.Sample), [new KeyEntry("prompt", "01", "a \"quoted\" \\ text\nin\ttwo lines \u2028 ä")]);

        using var document = JsonDocument.Parse(key.Text);
        Assert.Equal("a \"quoted\" \\ text\nin\ttwo lines \u2028 ä", document.RootElement.GetProperty("entries")[1].GetProperty("value").GetString());
        Assert.Equal(64, key.Hash.Length);
    }

    [Fact]
    public void Changes_AreNamed()
    {
        var before = KeyFile.Of(Stage.Of(StageName.Train), [new KeyEntry("parameter", "A", "1"), new KeyEntry("parameter", "B", "1")]);
        var after = KeyFile.Of(Stage.Of(StageName.Train), [new KeyEntry("parameter", "A", "1"), new KeyEntry("parameter", "B", "2")]);
        var fewer = KeyFile.Of(Stage.Of(StageName.Train), [new KeyEntry("parameter", "A", "1")]);

        Assert.Equal(["parameter B"], after.ChangedSince(before.Text));
        Assert.Equal(["fewer entries"], fewer.ChangedSince(before.Text));
        Assert.Empty(after.ChangedSince(after.Text));
    }

    [Fact]
    public void Stage_ChangesItsKeyAndThoseThatBuildOnIt()
    {
        var before = StageKeys.Of(Plan([]));
        var after = StageKeys.Of(Plan(new() { ["BucketResoSteps"] = "32" }));

        StageName[] changed = [.. before.Keys.Where(stage => before[stage].Hash != after[stage].Hash)];
        Assert.Equal([StageName.Validate, StageName.Resize, StageName.CacheLatents, StageName.Train, StageName.Sample], changed);
    }

    [Fact]
    public void Request_SeesOnlyWhatItsKeyNames()
    {
        var plan = Plan(new() { ["NetworkDim"] = "64", ["BucketResoSteps"] = "32", ["Trigger"] = "zorblax" });
        var keys = StageKeys.Of(plan);

        var resize = plan.Request(StageName.Resize, keys).Parameters;
        Assert.Equal((8, 32, ""), (resize.NetworkDim, resize.BucketResoSteps, resize.Trigger));
        var sample = plan.Request(StageName.Sample, keys).Parameters;
        Assert.Equal((64, 32, "zorblax"), (sample.NetworkDim, sample.BucketResoSteps, sample.Trigger));
    }

    [Fact]
    public void Request_SurvivesItsFile()
    {
        var plan = Plan(new() { ["UnetLr"] = "0.002" });
        var request = plan.Request(StageName.Train, StageKeys.Of(plan));

        var read = StageJson.ReadRequest(StageJson.Write(request));

        Assert.Equal(request.Parameters, read.Parameters);
        Assert.Equal(request.Images, read.Images);
        Assert.Equal(request.Paths, read.Paths);
        Assert.Equal(request.Keys, read.Keys);
    }

    [Fact]
    public void Keys_HoldNoPathAndNoName()
    {
        foreach (var key in StageKeys.Of(Plan([])).Values)
        {
            Assert.DoesNotContain("/home", key.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("a.png", key.Text, StringComparison.Ordinal);
        }
    }

    private static BuildPlan Plan(Dictionary<string, string> values) => new()
    {
        Values = values,
        Images = [new ImageItem(0, "images/a.png", "/home/me/images/a.png", new string('1', 64), "/home/me/images/a.txt", new string('2', 64), 5)],
        Prompts = [new PromptItem("beach", "zorblax, beach", "", 42, 128, 128, 20, 7.5, "ddim")],
        BaseModelHashes = new Dictionary<string, string> { ["unet"] = new string('3', 64) },
        Paths = new StagePaths("/home/me/x.loraproj", "/home/me", "/home/me/obj", "/home/me/bin", "/home/me/.cache/lora", "/home/me/model"),
        OutputName = "x-1.0.0",
    };
}
