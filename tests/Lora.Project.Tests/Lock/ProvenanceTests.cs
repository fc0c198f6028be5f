using System.Text.Json;
using Lora.Project.Tests.Planning;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Lock;

/// <summary>The provenance of a LoRA: what its schema says, everything that the training read, and nothing of the machine.</summary>
public sealed class ProvenanceTests : IDisposable
{
    private static readonly DateTime Started = new(2026, 7, 20, 18, 5, 0, DateTimeKind.Utc);

    private readonly PlannedProject _user = new();

    public ProvenanceTests()
    {
        _user.WriteImage("images/a.png");
        _user.WriteImage("images/b.png", "frown");
        _user.Write("model/unet/config.json", "unet");
        _user.Write("aliases.csv", "a,b");
        _user.TagRules.Add(_user.Item("aliases", ("Action", "replace"), ("File", "aliases.csv")));
        _user.Prompts.Add(_user.Item("wave", ("Text", "smile")));
    }

    public void Dispose() => _user.Dispose();

    [Fact]
    public void Statement_IsWhatItsSchemaSays()
    {
        var path = _user.At("p.json");
        File.WriteAllText(path, Text());

        using var schema = File.OpenRead(Repository.At("schemas", "provenance.schema.json"));
        Assert.Empty(CheckedJson.Read(path, () => new JsonSchemaFile(schema), ProjectDiagnostics.BasesFileWrong).Findings);
    }

    [Fact]
    public void Statement_NamesEveryFileAndNoPlace()
    {
        using var statement = JsonDocument.Parse(Text());
        var definition = statement.RootElement.GetProperty("predicate").GetProperty("buildDefinition");

        Assert.Equal([("x-1.0.0-000002.safetensors", Digest.Of("2")), ("x-1.0.0.safetensors", Digest.Of("all"))],
            Files(statement.RootElement.GetProperty("subject")));
        var files = Files(definition.GetProperty("resolvedDependencies")).ToDictionary();
        Assert.Equal(["TagRule/aliases", "base model/unet/config.json", "images/a.png", "images/a.png (caption)", "images/b.png", "images/b.png (caption)"],
            files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Digest.Of("frown"), files["images/b.png (caption)"]);
        Assert.Equal(Digest.OfFile(_user.At("images/a.png")), files["images/a.png"]);
        var options = definition.GetProperty("externalParameters").GetProperty("options");
        Assert.Equal("false", options.GetProperty("FlipAug").GetString());
        Assert.True(options.TryGetProperty("NetworkDim", out _));
        Assert.False(options.TryGetProperty("BlurThreshold", out _));
        var run = statement.RootElement.GetProperty("predicate").GetProperty("runDetails").GetProperty("metadata");
        Assert.Equal("2026-07-20T18:05:00Z 2026-07-20T18:06:30Z", $"{run.GetProperty("startedOn")} {run.GetProperty("finishedOn")}");
        Assert.DoesNotContain(_user.Folder, Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Store_IsNamedWhereTheLoraComesFromIt(bool fromStore)
    {
        using var statement = JsonDocument.Parse(Text(fromStore));
        Assert.Equal(fromStore, statement.RootElement.GetProperty("predicate").GetProperty("buildDefinition").GetProperty("internalParameters")
            .GetProperty("fromStore").GetBoolean());
    }

    private static (string, string)[] Files(JsonElement list) => [.. list.EnumerateArray()
        .Select(file => (file.GetProperty("name").GetString()!, file.GetProperty("digest").GetProperty("sha256").GetString()!))];

    private string Text(bool fromStore = false)
    {
        var plan = _user.Read(out var findings);
        Assert.DoesNotContain(findings, finding => finding.Severity is Severity.Error);
        OutputFile[] made =
        [
            new(OutputRoot.Out, "x-1.0.0.safetensors", Digest.Of("all")), new(OutputRoot.Out, "x-1.0.0-000002.safetensors", Digest.Of("2")),
            new(OutputRoot.Out, "x-1.0.0.log.jsonl", Digest.Of("log")), new(OutputRoot.Obj, "state.safetensors", Digest.Of("state")),
        ];
        var keys = StageKeys.Of(plan);
        var result = new StageResult(Stage.Train, keys[Stage.Train].Hash, Success: true, Cancelled: false, fromStore, made, []);
        return Provenance.Write(plan, keys, result, "1.0.0", Started, Started.AddSeconds(90));
    }
}
