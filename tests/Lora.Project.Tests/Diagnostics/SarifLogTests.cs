using System.Text;
using System.Text.Json;
using Lora.Testing;

namespace Lora.Project.Tests.Diagnostics;

public sealed class SarifLogTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_HasWhatReviewersNeed()
    {
        var run = Write(
            TrainingDiagnostics.DimLarge.At("NetworkDim is 256.", At("loras/x.loraproj"), 4, 5),
            DatasetDiagnostics.CaptionNotUtf8.At("'a b.txt' is not UTF-8.", At("loras/images/a b.txt"), 2),
            DatasetDiagnostics.NoImages.At("The project has no images."));

        Assert.Equal("Lora.Build", Text(run, "tool", "driver", "name"));
        Assert.Equal("1.2.3", Text(run, "tool", "driver", "version"));
        Assert.Equal("x/", Text(run, "automationDetails", "id"));
        Assert.Equal(new Uri(At("") + "/").AbsoluteUri, Text(run, "originalUriBaseIds", "SRCROOT", "uri"));
        Assert.False(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().ToArray();
        Assert.Equal(["LORA2001", "LORA2005", "LORA3025"], rules.Select(rule => Text(rule, "id")));
        Assert.Equal(TrainingDiagnostics.DimLarge.Why, Text(rules[2], "fullDescription", "text"));
        Assert.StartsWith(TrainingDiagnostics.DimLarge.Fix, Text(rules[2], "help", "text"), StringComparison.Ordinal);
        Assert.Contains("\\<NetworkDim>", Text(rules[2], "help", "markdown"), StringComparison.Ordinal);
        Assert.Equal("warning", Text(rules[2], "defaultConfiguration", "level"));

        var results = run.GetProperty("results").EnumerateArray().ToArray();
        Assert.All(results, result => Assert.Equal(Text(result, "ruleId"), Text(rules[result.GetProperty("ruleIndex").GetInt32()], "id")));
        Assert.Equal(["loras/images/a%20b.txt SRCROOT 2 -", "loras/x.loraproj SRCROOT - -", "loras/x.loraproj SRCROOT 4 5"], results.Select(Place));
        Assert.Equal(["error", "error", "warning"], results.Select(result => Text(result, "level")));
        Assert.StartsWith("NetworkDim is 256. Set <NetworkDim>", Text(results[2], "message", "text"), StringComparison.Ordinal);
    }

    [Fact]
    public void Fingerprint_StaysWhenLinesMove_AndTellsTwinsApart()
    {
        string[] Prints(int line) => [.. Write(Dim(line), Dim(line + 5)).GetProperty("results").EnumerateArray()
            .Select(result => Text(result, "partialFingerprints", "loraFinding/v1"))];

        Assert.Equal(Prints(4), Prints(40));
        Assert.Distinct(Prints(4));
    }

    [Fact]
    public void WarningsPolicy_IsTheBuilds()
    {
        var log = new SarifLog(At("loras/x.loraproj")) { NoWarn = ["lora3025"], IsError = code => code is "LORA3026" or "LORA3025" };
        var run = Parse(log.Write([Dim(4), TrainingDiagnostics.MinSnrHigh.At("MinSnrGamma is 30.", At("loras/x.loraproj"))]));

        var results = run.GetProperty("results").EnumerateArray().ToDictionary(result => Text(result, "ruleId"));
        Assert.Equal("error", Text(results["LORA3026"], "level"));
        Assert.Equal("external", Text(results["LORA3025"].GetProperty("suppressions")[0], "kind"));
        Assert.False(results["LORA3026"].TryGetProperty("suppressions", out _));
        Assert.False(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        run = Parse(log.Write([Dim(4)]));
        Assert.True(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
    }

    [Fact]
    public void FileOutsideOfTheRepository_IsNamedAbsolutely()
    {
        var model = Path.GetFullPath(At("../model.safetensors"));

        Assert.Equal([$"{new Uri(model).AbsoluteUri} - - -"], Write(ProjectDiagnostics.BaseModelNotUnderstood.At("It is damaged.", model))
            .GetProperty("results").EnumerateArray().Select(Place));
    }

    [Fact]
    public void SameFindings_GiveTheSameBytesInAnyOrder()
    {
        var log = new SarifLog(At("loras/x.loraproj"));

        Assert.Equal(log.Write([Dim(4), Dim(9)]), log.Write([Dim(9), Dim(4), Dim(9)]));
        Assert.Equal("2.1.0", JsonDocument.Parse(log.Write([])).RootElement.GetProperty("version").GetString());
    }

    private Finding Dim(int line) => TrainingDiagnostics.DimLarge.At("NetworkDim is 256.", At("loras/x.loraproj"), line, 5);

    private JsonElement Write(params Finding[] findings)
    {
        Directory.CreateDirectory(At(".git"));
        return Parse(new SarifLog(At("loras/x.loraproj")) { Version = "1.2.3" }.Write(findings));
    }

    private static JsonElement Parse(byte[] sarif)
    {
        Assert.EndsWith("}\n", Encoding.UTF8.GetString(sarif), StringComparison.Ordinal);
        return JsonDocument.Parse(sarif).RootElement.GetProperty("runs")[0];
    }

    private static string Place(JsonElement result)
    {
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        var region = place.TryGetProperty("region", out var found) ? found : default;
        string Number(string name) => region.ValueKind is JsonValueKind.Object && region.TryGetProperty(name, out var value) ? value.ToString() : "-";
        var root = place.GetProperty("artifactLocation").TryGetProperty("uriBaseId", out var id) ? id.GetString() : "-";
        return $"{Text(place, "artifactLocation", "uri")} {root} {Number("startLine")} {Number("startColumn")}";
    }

    private static string Text(JsonElement element, params string[] path) =>
        path.Aggregate(element, (inner, name) => inner.GetProperty(name)).GetString()!;

    private string At(string name) => Path.Combine(_folder.Path, name);
}
