using System.Text.Json;
using Lora.Vocabulary;

namespace Lora.Build.Tasks.Tests;

public sealed class SarifWriterTests : IDisposable
{
    private readonly TaskProject _project = new("FindsWarning");

    public SarifWriterTests() => _project.Properties["LoraSarif"] = "out/lint.sarif";

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Findings_AreThoseOfPlanAndValidate_AlsoWhenNothingRuns()
    {
        _project.Properties["NetworkAlpha"] = "100";
        _project.Plan();
        Assert.False(File.Exists(_project.At("out/lint.sarif")));
        Assert.True(_project.Stage(Stage.Validate).Execute());
        var first = Codes();
        Assert.Equal(["LORA2006", "LORA3001"], first);

        File.Delete(_project.At("out/lint.sarif"));
        _project.NextBuild();
        _project.Plan();

        Assert.Equal(first, Codes());
    }

    [Fact]
    public void Errors_AreWrittenToo()
    {
        _project.Properties["NetworkDim"] = "big";
        _project.Plan();
        Assert.False(_project.Stage(Stage.Validate).Execute());

        Assert.Contains("LORA1004", Codes());
    }

    [Fact]
    public void StoppedBuild_LeavesNothingOld()
    {
        _project.Write("out/lint.sarif", "old");

        _project.Plan();

        Assert.False(File.Exists(_project.At("out/lint.sarif")));
    }

    [Fact]
    public void EachOfSeveralBases_HasAFileOfItsOwn()
    {
        _project.Properties.Remove("BaseModel");
        _project.Properties["BaseModels"] = "model;other";
        _project.Alias = "model";
        _project.Plan();
        Assert.True(_project.Stage(Stage.Validate).Execute());

        Assert.Equal(["LORA2006"], Codes("out/lint.model.sarif"));
    }

    [Fact]
    public void FileThatCannotBeWritten_IsAnError()
    {
        _project.Write("out", "a file");
        _project.Plan();
        Assert.False(_project.Stage(Stage.Validate).Execute());

        Assert.Equal("LORA1061", Assert.Single(_project.Build.Errors).Code);
    }

    private string[] Codes(string file = "out/lint.sarif")
    {
        using var sarif = JsonDocument.Parse(File.ReadAllText(_project.At(file)));
        return [.. sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
            .Select(result => result.GetProperty("ruleId").GetString()!).Order(StringComparer.Ordinal)];
    }
}
