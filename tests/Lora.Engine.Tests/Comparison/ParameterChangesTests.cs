using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Comparison;

/// <summary>What differs between two versions beside the dataset.</summary>
public sealed class ParameterChangesTests : IDisposable
{
    private readonly StageProject _before = StageProject.OnTinyModel();
    private readonly StageProject _after = StageProject.OnTinyModel();

    public void Dispose()
    {
        _before.Dispose();
        _after.Dispose();
    }

    [Fact]
    public void SameProject_DiffersInNothing() => Assert.Empty(Changes());

    [Fact]
    public void Options_DifferByTheValuesInForce()
    {
        _before.Values["UnetLr"] = "1e-4";
        _after.Values["UnetLr"] = "0.0001";
        _after.Values["NetworkDim"] = "8";
        _after.Values["MinSnrGamma"] = "5";
        // where it lies, and what other targets read, is no parameter
        _after.Values["LoraCopyTo"] = "webui";
        _after.Values["CompareWith"] = "v1";
        _after.Values["RegularizationSteps"] = "9";
        _after.Values["LoraSaveStateMinutes"] = "9";
        _after.Values["VaeModel"] = "/home/me/models/vae.safetensors";
        Assert.Equal(["VaeModel: - -> vae.safetensors", "NetworkDim: 4 -> 8", "NetworkAlpha: 2 -> 4", "MinSnrGamma: 0 -> 5"],
            Changes().OrderBy(change => Array.FindIndex([.. Options.All], option => option.Name == change.Split(':')[0])));
    }

    [Fact]
    public void RulesPromptsAndLoras_DifferByTheirNames()
    {
        _before.AddRule("old", TagActions.Remove, "a");
        _before.AddRule("both", TagActions.Remove, "b");
        _before.AddRule("last", TagActions.Remove, "z");
        _after.AddRule("last", TagActions.Remove, "z");
        _after.AddRule("both", TagActions.Remove, "b, c");
        _after.AddRule("both", TagActions.Remove, "d");
        _after.Prompts.RemoveAt(0);
        _after.AddPrompt("three", ("Text", "zorblax"));
        _after.Prompts[0] = _after.Prompts[0] with { Options = new Dictionary<string, string>(_after.Prompts[0].Options) { ["Seed"] = "9" } };
        _after.Write("start.safetensors", "x");
        _after.AddLora(WeightsOptions.NetworkWeights, _after.At("start.safetensors"));

        var changes = Changes();

        Assert.Equal("NetworkWeights: - -> start (2d711642b726)", changes[0]);
        Assert.Equal(
        [
            "TagRule 'both' Tags: b -> b, c", "TagRule 'both #2': - -> Action remove, Tags d", "TagRule 'old': Action remove, Tags a -> -",
            "order of TagRule: both, last -> last, both", "Prompt 'two' Seed: 8 -> 9",
        ], changes.Skip(1).Take(5));
        Assert.StartsWith("Prompt 'three': - -> Text zorblax, ", changes[6], StringComparison.Ordinal);
        Assert.StartsWith("Prompt 'one': Text zorblax, smile, Negative two eyes, ", changes[7], StringComparison.Ordinal);
    }

    [Fact]
    public void BaseModel_DiffersByTheBytesOfItsParts()
    {
        _after.CopyModel();
        // another place is no other model
        Assert.Empty(Changes());
        File.AppendAllText(_after.At("model/scheduler/scheduler_config.json"), "\n");
        Assert.Matches("^files of scheduler: [0-9a-f]{12} -> [0-9a-f]{12}$", Assert.Single(Changes()));
    }

    [Fact]
    public void LoraAlone_IsComparedByItsMetadata()
    {
        Dictionary<string, string> before = new()
        {
            ["ss_network_dim"] = "4",
            ["sshs_model_hash"] = "1",
            ["ss_session_id"] = "7",
            ["ss_tag_frequency"] = """{"a": {"hat": 3, "smile": 1}, "b": {"hat": 1}}""",
        };
        Dictionary<string, string> after = new()
        {
            ["ss_network_dim"] = "8",
            ["ss_seed"] = "42",
            ["sshs_model_hash"] = "2",
            ["ss_tag_frequency"] = """{"a": {"hat": 4, "smile": 3, "new": 1}}""",
        };

        Assert.Equal(["ss_network_dim: 4 -> 8", "ss_seed: - -> 42"], LoraText.Between(before, after).Select(change => change.ToString()));
        Assert.Equal(["smile: 1 -> 3", "new: 0 -> 1"], LoraText.TagsBetween(before, after).Select(change => change.ToString()));
        before["ss_tag_frequency"] = "[1, {";
        Assert.Equal(["hat: 0 -> 4", "smile: 0 -> 3", "new: 0 -> 1"], LoraText.TagsBetween(before, after).Select(change => change.ToString()));
    }

    private List<string> Changes() => [.. ParameterChanges.Between(Described(_before), Described(_after)).Select(change => change.ToString())];

    // as DescribeVersion has it
    private static StageRequest Described(StageProject project) =>
        project.Request(Stage.Train) with { Options = project.Options.Texts, Prompts = project.Prompts, TagRules = project.TagRules };
}
