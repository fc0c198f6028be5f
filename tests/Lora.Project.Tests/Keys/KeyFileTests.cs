using Lora.Vocabulary;
using System.Text.Json;

namespace Lora.Project.Tests.Keys;

public sealed class KeyFileTests
{
    [Fact]
    public void Text_IsJsonWhateverTheValues()
    {
        var key = KeyFile.Of(Stage.Sample, [new KeyEntry("prompt", "01", "a \"quoted\" \\ text\nin\ttwo lines \u2028 ä")]);

        using var document = JsonDocument.Parse(key.Text);
        Assert.Equal("a \"quoted\" \\ text\nin\ttwo lines \u2028 ä", document.RootElement.GetProperty("entries")[1].GetProperty("value").GetString());
        Assert.Equal(64, key.Hash.Length);
        Assert.Equal(key.Entries, KeyFile.Read(key.Text));
        Assert.All((string[])["", "{}", "[]", """{ "entries": [1] }""", """{ "entries": [{ "kind": 1 }] }"""], text => Assert.Null(KeyFile.Read(text)));
    }

    /// <summary>Hashed piece by piece, and by lines longer than a piece: the same as of the text as a whole.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(3000, 7)]
    [InlineData(3, 50_000)]
    public void Hash_IsThatOfTheText(int entries, int length)
    {
        var value = string.Concat(Enumerable.Repeat("ä𝄞\"", length));
        var key = KeyFile.Of(Stage.Tag, Enumerable.Range(0, entries).Select(number => new KeyEntry("image", $"{number}", value)));

        Assert.Equal(Digest.Of(key.Text), key.Hash);
    }

    [Fact]
    public void Changes_AreNamed()
    {
        var before = KeyFile.Of(Stage.Train, [new KeyEntry("parameter", "A", "1"), new KeyEntry("parameter", "B", "1")]);
        var after = KeyFile.Of(Stage.Train, [new KeyEntry("parameter", "A", "1"), new KeyEntry("parameter", "B", "2")]);
        var fewer = KeyFile.Of(Stage.Train, [new KeyEntry("parameter", "A", "1")]);

        Assert.Equal([new KeyChange("parameter", "B", "1", "2")], KeyChange.Between(before.Entries, after.Entries));
        Assert.Equal([new KeyChange("parameter", "B", "1", null)], KeyChange.Between(before.Entries, fewer.Entries));
        Assert.Equal([new KeyChange("parameter", "B", null, "1")], KeyChange.Between(fewer.Entries, before.Entries));
    }

    [Fact]
    public void Stage_ChangesItsKeyAndThoseThatBuildOnIt()
    {
        var before = StageKeys.Of(Plan([]));
        var after = StageKeys.Of(Plan(new() { ["BucketResoSteps"] = "32" }));

        Stage[] changed = [.. before.Keys.Where(stage => before[stage].Hash != after[stage].Hash)];
        Assert.Equal([Stage.Validate, Stage.Resize, Stage.CacheLatents, Stage.Train, Stage.Sample], changed);
    }

    [Fact]
    public void Request_SeesOnlyWhatItsKeyNames()
    {
        var plan = Plan(new() { ["NetworkDim"] = "64", ["BucketResoSteps"] = "32", ["Trigger"] = "zorblax" });
        var keys = StageKeys.Of(plan);

        var resize = plan.Request(Stage.Resize, keys);
        Assert.Equal(32, resize.Get(DatasetOptions.BucketResoSteps));
        Assert.Throws<InvalidOperationException>(() => resize.Get(NetworkOptions.NetworkDim));
        var sample = plan.Request(Stage.Sample, keys);
        Assert.Equal((64, 32, "zorblax"),
            (sample.Get(NetworkOptions.NetworkDim), sample.Get(DatasetOptions.BucketResoSteps), sample.Get(ProjectOptions.Trigger)));
    }

    [Fact]
    public void Request_SurvivesItsFile()
    {
        var plan = Plan(new() { ["UnetLr"] = "0.002" });
        var request = plan.Request(Stage.Train, StageKeys.Of(plan));

        var read = StageJson.ReadRequest(StageJson.Write(request));

        Assert.Equal(request.Values.Texts, read.Values.Texts);
        Assert.Equal(request.ModelHashes, read.ModelHashes);
        Assert.Equal(request.Images, read.Images);
        Assert.Equal(request.Paths, read.Paths);
        Assert.Equal(request.Keys, read.Keys);
    }

    [Fact]
    public void Keys_HoldNoPathAndNoNameButThatOfAPictureInAReport()
    {
        foreach (var (stage, key) in StageKeys.Of(Plan([])))
        {
            Assert.DoesNotContain("/home", key.Text, StringComparison.Ordinal);
            Assert.Equal(stage == Stage.Validate, key.Text.Contains("a.png", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void WritingADefaultDown_ChangesNoKey()
    {
        var before = StageKeys.Of(Plan([]));
        foreach (var option in Options.All)
        {
            var text = Plan([]).Options.Text(option);

            Assert.Equal(before.Values.Select(key => key.Text), StageKeys.Of(Plan(new() { [option.Name] = text })).Values.Select(key => key.Text));
        }
    }

    [Fact]
    public void Key_HoldsEveryKeyedOptionOfItsStageAndTheTools()
    {
        var plan = Plan([]);
        foreach (var (stage, key) in StageKeys.Of(plan))
        {
            Assert.Equal(stage.Options.Where(option => option.IsKeyed && option.Applies(plan.Options) && option.AppliesTo(stage, plan.Options))
                    .Select(option => option.Name),
                key.Entries.Where(entry => entry.Kind == "option").Select(entry => entry.Name));
            Assert.Equal(Tool.Used(stage.Tools, plan.Options).Select(used => used.Tool.Kind),
                key.Entries.Where(entry => entry.Kind == "tool").Select(entry => entry.Name));
            Assert.Contains(key.Entries, entry => entry.Kind == "algorithm");
        }
    }

    private static BuildPlan Plan(Dictionary<string, string> values) => new()
    {
        Options = OptionValues.Resolve(Options.All, values),
        Images = [new ImageItem(0, "images/a.png", "/home/me/images/a.png", new string('1', 64), "/home/me/images/a.txt", new string('2', 64), 5)],
        Prompts = [new PromptItem("beach", new Dictionary<string, string> { ["Text"] = "zorblax, beach" })],
        ModelFiles = [new ModelFile("unet", "config.json", "/home/me/model/unet/config.json", new string('3', 64))],
        Paths = new StagePaths("/home/me/x.loraproj", "/home/me", "/home/me/obj", "/home/me/bin", "/home/me/.cache/lora", "/home/me/model"),
        OutputName = "x-1.0.0",
    };
}
