using System.Reflection;
using Lora.Project.Tests.Planning;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Explain;

/// <summary>Every cell of the table of docs/what-runs-again.md, held against the keys of a project that is changed as the row says.</summary>
public sealed class WhatRunsAgainTests : IDisposable
{
    private static readonly Dictionary<string, Action<PlannedProject>> Changes = new(StringComparer.Ordinal)
    {
        ["a picture's bytes"] = static user => user.Write("images/b.png", "another"),
        ["a picture's time"] = static user => File.SetLastWriteTimeUtc(user.At("images/b.png"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
        ["a picture's name"] = static user =>
        {
            File.Move(user.At("images/b.png"), user.At("images/bb.png"));
            File.Move(user.At("images/b.txt"), user.At("images/bb.txt"));
        },
        ["a caption"] = static user => user.Write("images/b.txt", "frown"),
        ["a `TagRule`"] = static user => user.TagRules[0] = Rule(user, "cap"),
        ["a `Prompt`"] = static user => user.Prompts[0] = Prompt(user, "zorblax, forest"),
        ["`Seed`"] = static user => user.Properties["Seed"] = "43",
        ["`UnetLr`"] = static user => user.Properties["UnetLr"] = "4e-4",
        ["`MaxTrainEpochs` + 1"] = static user => user.Properties["MaxTrainEpochs"] = "4",
        ["`Resolution`"] = static user => user.Properties["Resolution"] = "256",
        ["the base model"] = static user => WriteModel(user, "other"),
        ["`NetworkDim`"] = static user => user.Properties["NetworkDim"] = "16",
        ["a comment in the project file"] = static user => user.Write("x.loraproj", "<Project Sdk='Lora.Sdk'><!-- a remark --></Project>"),
        ["the SDK's patch version"] = static _ => { },
        ["`LoraRuntime`"] = static user => user.Properties["LoraRuntime"] = "torch",
        ["`Device`"] = static user => user.Properties["Device"] = "cuda",
    };

    private readonly PlannedProject _user = new();

    public WhatRunsAgainTests()
    {
        WriteModel(_user, "one");
        foreach (var name in (string[])["a", "b", "c"])
        {
            _user.WriteImage($"images/{name}.png");
        }

        (_user.Properties["MaxTrainEpochs"], _user.Properties["LrScheduler"]) = ("3", "constant");
        _user.Prompts.Add(Prompt(_user, "zorblax, beach"));
        _user.TagRules.Add(Rule(_user, "hat"));
    }

    public static TheoryData<string> Rows => [.. AgainTable.Rows.Keys];

    [Fact]
    public void Table_HasEveryChangeAndEveryStage()
    {
        Assert.Equal(Changes.Keys, AgainTable.Rows.Keys);
        Assert.Equal(Stage.All.Select(stage => stage.Name), AgainTable.Stages);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Cells_AreWhatTheKeysSay(string row)
    {
        var before = StageKeys.Of(_user.Read(out var wrong));
        Assert.DoesNotContain(wrong, finding => finding.Severity is Severity.Error);
        Changes[row](_user);
        var plan = _user.Read(out _);
        var after = StageKeys.Of(plan);

        // a longer training goes on from the state of the shorter
        var goesOn = StageKeys.OfOpenTraining(before[Stage.Train]) == StageKeys.OfOpenTraining(after[Stage.Train])
            && new SavedState("", 1).WhyNot(plan.Options, hasPhases: false, totalSteps: 2) is null;
        Assert.Equal(AgainTable.Rows[row], Stage.All.Select(stage => before[stage].Hash == after[stage].Hash ? "-"
            : stage == Stage.Train && goesOn ? "goes on" : "runs"));
    }

    /// <summary>As git checks a caption out where <c>core.autocrlf</c> is true.</summary>
    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void LineEndsOfACaption_AreNoChange(string end)
    {
        _user.Write("images/b.txt", "smile\nred body\n\nlast");
        var before = StageKeys.Of(_user.Read(out _)).Values.Select(key => key.Text).ToArray();
        _user.Write("images/b.txt", $"smile{end}red body{end}{end}last");

        Assert.Equal(before, StageKeys.Of(_user.Read(out _)).Values.Select(key => key.Text));
        _user.Write("images/b.txt", $"smile{end}red body{end}last");
        Assert.NotEqual(before, StageKeys.Of(_user.Read(out _)).Values.Select(key => key.Text));
    }

    [Fact]
    public void Keys_DoNotNameTheSdksVersion()
    {
        var version = typeof(StageKeys).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

        Assert.All(StageKeys.Of(_user.Read(out _)).Values.SelectMany(key => key.Entries), entry => Assert.DoesNotContain(version, entry.Value));
    }

    public void Dispose() => _user.Dispose();

    private static InputItem Prompt(PlannedProject user, string text) => user.Item("beach", ("Text", text), ("Seed", "7"));

    private static InputItem Rule(PlannedProject user, string tags) => user.Item("no hat", ("Action", "remove"), ("Tags", tags));

    private static void WriteModel(PlannedProject user, string content)
    {
        foreach (var part in (string[])["unet", "vae", "text_encoder", "tokenizer", "scheduler"])
        {
            user.Write($"model/{part}/config.json", content);
        }
    }
}
