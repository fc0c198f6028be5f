using Lora.Project.Tests.Planning;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Explain;

public sealed class StageChangesTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public StageChangesTests()
    {
        _user.Write("model/unet/config.json", "{}");
        _user.WriteImage("images/b.png");
        _user.WriteImage("images/c.png", "frown");
        _user.WriteImage("images/d.png");
        _user.Prompts.Add(_user.Item("beach", ("Text", "zorblax, beach")));
        _user.TagRules.Add(_user.Item("no hat", ("Action", "remove"), ("Tags", "hat")));
        Make();
    }

    [Fact]
    public void NothingChanged_HasNothingToSay() => Assert.All(Stage.All, stage => Assert.Empty(Changes(stage)));

    [Fact]
    public void Option_IsShownWithBothValues()
    {
        _user.Properties["UnetLr"] = "4e-4";
        _user.Properties["ScaleWeightNorms"] = "1";

        Assert.Equal(["UnetLr 0.0005 -> 0.0004", "ScaleWeightNorms - -> 1"], Changes(Stage.Train));
        Assert.Equal(["Train changed"], Changes(Stage.Sample));
        Assert.Empty(Changes(Stage.Tag));
        Make();
        _user.Properties.Remove("ScaleWeightNorms");
        Assert.Equal(["ScaleWeightNorms 1 -> -"], Changes(Stage.Train));
    }

    [Theory]
    [InlineData("bytes", "images/c.png: its bytes changed")]
    [InlineData("added first", "images/a.png added")]
    [InlineData("removed", "images/c.png removed")]
    public void Image_IsCalledByItsName(string change, string said)
    {
        switch (change)
        {
            case "bytes":
                _user.Write("images/c.png", "another");
                break;
            case "added first":
                _user.WriteImage("images/a.png", "");
                break;
            case "removed":
                File.Delete(_user.At("images/c.png"));
                File.Delete(_user.At("images/c.txt"));
                break;
        }

        Assert.Equal([said], Changes(Stage.Resize));
        Assert.Contains(said, Changes(Stage.Validate));
        Assert.Equal(change == "bytes" ? ["CacheLatents changed"] : ["Tag changed", "CacheLatents changed", said], Changes(Stage.Train));
    }

    [Fact]
    public void Rename_IsOneOfTheNameUntilTheOrderChanges()
    {
        Rename("c", "cc");
        Assert.Equal(["images/c.png is called images/cc.png now"], Changes(Stage.Validate));
        Assert.Empty(Changes(Stage.Resize));

        Rename("cc", "z");
        Assert.Equal(["the order of the images changed"], Changes(Stage.Resize));
        Assert.Contains("the order of the images changed", Changes(Stage.Tag));
    }

    [Fact]
    public void Caption_IsCalledByItsPicture()
    {
        _user.Write("images/b.txt", "frown");
        File.Delete(_user.At("images/c.txt"));

        Assert.Equal(["the caption of images/b.png changed", "images/c.png has no caption now"], Changes(Stage.Tag));
        _user.Write("obj/model/captions/01.txt", "zorblax, smile\n");
        var plan = _user.Read(out _);
        Assert.Contains("the caption of images/b.png changed (trained as 'zorblax, smile', and says 'frown')",
            StageChanges.Of(plan, StageKeys.Of(plan)[Stage.Tag], withTexts: true));
        Make();
        _user.Write("images/c.txt", "back again");
        Assert.Equal(["images/c.png has a caption now"], Changes(Stage.Tag));
    }

    [Fact]
    public void RowsOfTheProject_AreShownCellByCell()
    {
        _user.Prompts[0] = _user.Item("beach", ("Text", "zorblax, forest"), ("Seed", "7"));
        _user.Prompts.Insert(0, _user.Item("night", ("Text", "zorblax, night")));
        _user.TagRules[0] = _user.Item("no hat", ("Action", "remove"), ("Tags", "cap"));

        Assert.Equal(
            [
                "prompt 'night' added", "prompt 'beach': Text zorblax, beach -> zorblax, forest", "prompt 'beach': Seed 42 -> 7",
            ], Changes(Stage.Sample).Where(line => line.StartsWith("prompt", StringComparison.Ordinal)));
        Assert.Equal(["tag rule 01: Tags hat -> cap"], Changes(Stage.Tag));
    }

    [Fact]
    public void PromptsThatChangePlaces_AreNumbered()
    {
        _user.Prompts.Add(_user.Item("night", ("Text", "zorblax, night")));
        Make();
        _user.Prompts.Reverse();

        Assert.Equal(["prompt 01: Text zorblax, beach -> zorblax, night", "prompt 02: Text zorblax, night -> zorblax, beach"], Changes(Stage.Sample));
    }

    [Fact]
    public void BaseModelAndRuntime_AreNamed()
    {
        _user.Write("model/unet/config.json", "{ }");
        _user.Properties["LoraRuntime"] = "torch";

        var changes = Changes(Stage.Train);

        Assert.Contains(changes, line => line.StartsWith("runtime embedded", StringComparison.Ordinal) && line.Contains(" -> torch", StringComparison.Ordinal));
        Assert.Contains(changes, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^base model, unet: [0-9a-f]{8} -> [0-9a-f]{8}$"));
    }

    /// <summary>Who has no work order of the last run does not know the pictures' names of then.</summary>
    [Fact]
    public void WithoutNames_PicturesAreNumbered()
    {
        File.Delete(_user.At("obj/model/Resize.request.json"));
        _user.Write("images/c.png", "another");

        Assert.Equal(["image 02: its bytes changed"], Changes(Stage.Resize));
        _user.Write("obj/model/Resize.request.json", "{");
        Assert.Equal(["image 02: its bytes changed"], Changes(Stage.Resize));
        _user.Write("obj/model/Resize.last.json", "{");
        Assert.Empty(Changes(Stage.Resize));
    }

    [Fact]
    public void ManyChanges_AreShortened()
    {
        Assert.Equal("a; b; c; d", StageChanges.Short(["a", "b", "c", "d"]));
        Assert.Equal("a; b; c; and 2 more", StageChanges.Short(["a", "b", "c", "d", "e"]));
    }

    public void Dispose() => _user.Dispose();

    private void Rename(string from, string to)
    {
        File.Move(_user.At($"images/{from}.png"), _user.At($"images/{to}.png"));
        File.Move(_user.At($"images/{from}.txt"), _user.At($"images/{to}.txt"));
    }

    private IReadOnlyList<string> Changes(Stage stage)
    {
        var plan = _user.Read(out _);
        return StageChanges.Of(plan, StageKeys.Of(plan)[stage]);
    }

    /// <summary>As a build leaves it that has run every stage.</summary>
    private void Make()
    {
        var plan = _user.Read(out _);
        var keys = StageKeys.Of(plan);
        foreach (var stage in Stage.All)
        {
            var files = new StageFiles(plan.Paths, stage);
            files.Refresh(keys[stage]);
            NewFile.Write(files.Request, StageJson.Write(plan.Request(stage, keys)));
            files.Keep(new StageResult(stage, keys[stage].Hash, Success: true, Cancelled: false, FromStore: false, [], []));
        }
    }
}
