using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// What made a LoRA, <c>bin/NAME.safetensors.intoto.json</c>: an in-toto statement with SLSA's provenance predicate, not signed. It says what the lock file
/// says, of one build: the one file with times in it. Nothing is made from it.
/// </summary>
public static class Provenance
{
    internal const string BuildType = "pkg:nuget/Lora.Sdk#Train/v1";
    internal const string Builder = "pkg:nuget/Lora.Sdk";

    private static readonly JsonSerializerOptions Layout =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where the provenance of a plan's LoRA lies.</summary>
    public static string PathOf(BuildPlan plan) => Path.Combine(plan.Paths.OutDirectory, plan.OutputName + ".safetensors.intoto.json");

    /// <summary>The file's text.</summary>
    /// <param name="plan">What was built.</param>
    /// <param name="keys">The keys of its stages.</param>
    /// <param name="result">Of Train.</param>
    /// <param name="sdkVersion">Who built it.</param>
    /// <param name="started">When the training began, UTC.</param>
    /// <param name="finished">When it was done, UTC.</param>
    public static string Write(
        BuildPlan plan, IReadOnlyDictionary<Stage, KeyFile> keys, StageResult result, string sdkVersion, DateTime started, DateTime finished)
    {
        // what the lock file says of parameters and tools stands here in its words
        var locked = JsonNode.Parse(LockFile.Write(plan, keys, new Dictionary<Stage, IReadOnlyList<OutputFile>>(), sdkVersion))!.AsObject();
        return new JsonObject
        {
            ["_type"] = "https://in-toto.io/Statement/v1",
            ["subject"] = new JsonArray([.. result.Outputs.Where(IsLora).OrderBy(output => output.Path, StringComparer.Ordinal)
                .Select(output => Resource(output.Path, output.Sha256))]),
            ["predicateType"] = "https://slsa.dev/provenance/v1",
            ["predicate"] = new JsonObject
            {
                ["buildDefinition"] = new JsonObject
                {
                    ["buildType"] = BuildType,
                    ["externalParameters"] = External(plan, locked),
                    ["internalParameters"] = new JsonObject
                    {
                        ["toolchain"] = Taken(locked, "toolchain"),
                        ["stages"] = Taken(locked["result"]!.AsObject(), "stages"),
                        ["fromStore"] = result.FromStore,
                    },
                    ["resolvedDependencies"] = new JsonArray([.. Dependencies(plan)]),
                },
                ["runDetails"] = new JsonObject
                {
                    ["builder"] = new JsonObject { ["id"] = Builder, ["version"] = new JsonObject { ["Lora.Sdk"] = sdkVersion } },
                    ["metadata"] = new JsonObject { ["startedOn"] = Time(started), ["finishedOn"] = Time(finished) },
                },
            },
        }.ToJsonString(Layout) + "\n";
    }

    private static bool IsLora(OutputFile output) => output.Root is OutputRoot.Out && output.Path.EndsWith(".safetensors", StringComparison.Ordinal);

    private static JsonObject External(BuildPlan plan, JsonObject locked)
    {
        // what only samples and checks depend on says nothing of the LoRA
        var options = locked["options"]!.AsObject();
        string[] others = [.. options.Select(option => option.Key).Where(name => Options.Find(name) is { Stages.Count: > 0 } row && !Stage.Train.Sees(row))];
        foreach (var name in others)
        {
            options.Remove(name);
        }

        var external = new JsonObject { ["project"] = Path.GetFileName(plan.Paths.ProjectFile) };
        if (plan.Alias.Length > 0)
        {
            external["base"] = plan.Alias;
        }

        foreach (var part in ((string[])["name", "options", "rules", "phases"]).Where(locked.ContainsKey))
        {
            external[part] = Taken(locked, part);
        }

        return external;
    }

    // every file that the training comes from, by a name that says nothing of the machine
    private static IEnumerable<JsonNode> Dependencies(BuildPlan plan)
    {
        if (GitCommit.Of(plan.Paths.ProjectDirectory) is { } commit)
        {
            yield return new JsonObject { ["name"] = "commit that is checked out", ["digest"] = new JsonObject { ["gitCommit"] = commit } };
        }

        var files = plan.ModelFiles.DistinctBy(file => file.Path).Select(file => ($"base model/{file.Part}/{file.Name}", file.Sha256))
            .Concat(plan.PictureModelFiles.Select(file => ($"{file.Part}/{file.Name}", file.Sha256)))
            .Concat(plan.Loras.Select(lora => ($"{lora.File.Part}/{lora.File.Name}", lora.File.Sha256)))
            .Concat(plan.Images.Where(image => !image.IsAgain).SelectMany(Files))
            .Concat(plan.TagRules.Select(rule => ($"TagRule/{rule.Name}", rule.FileSha256)));
        foreach (var (name, hash) in files.Where(file => file.Item2.Length > 0))
        {
            yield return Resource(name, hash);
        }
    }

    private static IEnumerable<(string, string)> Files(ImageItem image) =>
        [(image.Name, image.Sha256), ($"{image.Name} (caption)", image.CaptionSha256), ($"{image.Name} (mask)", image.MaskSha256)];

    private static JsonObject Resource(string name, string sha256) => new() { ["name"] = name, ["digest"] = new JsonObject { ["sha256"] = sha256 } };

    private static JsonNode Taken(JsonObject from, string name)
    {
        var part = from[name]!;
        from.Remove(name);
        return part;
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
