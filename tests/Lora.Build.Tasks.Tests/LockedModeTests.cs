using Lora.Vocabulary;

namespace Lora.Build.Tasks.Tests;

/// <summary>When a build is held to its lock file, and that the file is left alone then.</summary>
public sealed class LockedModeTests : IDisposable
{
    private readonly TaskProject _project = new("Behaves");

    public LockedModeTests()
    {
        BuildAll();
        Assert.True(_project.WriteLock());
        _project.NextBuild();
        _project.Ci = "true";
    }

    private string Lock => _project.At("test.lora.lock.json");

    public void Dispose() => _project.Dispose();

    [Fact]
    public void NothingChanged_IsUpToDate()
    {
        Assert.True(_project.Plan().IsUpToDate);
        Assert.Empty(_project.Build.Warnings);
    }

    [Fact]
    public void ChangedCaption_IsSaidByValidateBeforeAnythingElseRuns()
    {
        _project.Write("images/a.txt", "frown");
        var before = File.ReadAllText(Lock);

        Assert.False(_project.Plan().IsUpToDate);
        Assert.False(_project.Stage(Stage.Validate).Execute());

        var error = Assert.Single(_project.Build.Errors);
        Assert.Equal(("LORA5204", Lock), (error.Code, error.File));
        Assert.Contains("images/a.png", File.ReadLines(Lock).ElementAt(error.LineNumber - 1), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Lock));
    }

    [Theory]
    [InlineData("", "", false)]
    [InlineData("true", "false", false)]
    [InlineData("true", "", true)]
    [InlineData("1", "", false)]
    [InlineData("", "true", true)]
    public void Mode_FollowsTheProjectThenTheEnvironment(string ci, string property, bool isLocked)
    {
        (_project.Ci, _project.Properties["LoraLockedMode"]) = (ci, property);
        _project.Properties["UnetLr"] = "1e-3";

        _project.Plan();

        Assert.Equal(isLocked, !_project.Stage(Stage.Validate).Execute());
        Assert.Equal(isLocked ? ["LORA5205"] : [], _project.Build.Errors.Select(error => error.Code));
    }

    [Fact]
    public void TargetThatPrints_DoesNotAsk()
    {
        _project.Properties["UnetLr"] = "1e-3";
        _project.Prints = true;

        _project.Plan();

        Assert.True(new ShowPlan { BuildEngine = _project.Build, ObjDirectory = _project.Obj + "/" }.Execute());
    }

    [Fact]
    public void OtherOutput_FailsTheBuildThatMadeItAndEachOneBehind()
    {
        var text = File.ReadAllText(Lock);
        var at = text.IndexOf("\"sha256\": \"", text.IndexOf("\"outputs\"", StringComparison.Ordinal), StringComparison.Ordinal) + 11;
        File.WriteAllText(Lock, text.Remove(at, 8).Insert(at, "11111111"));

        _project.Plan(expectSuccess: false);
        Assert.Equal("LORA5208", Assert.Single(_project.Build.Errors).Code);

        _project.NextBuild();
        Directory.Delete(_project.Obj, recursive: true);
        BuildAll();
        Assert.False(_project.WriteLock());
        Assert.Equal("LORA5208", Assert.Single(_project.Build.Errors).Code);
    }

    [Fact]
    public void MergeMarks_AreAWarningAndAreWrittenOver()
    {
        var right = File.ReadAllText(Lock);
        File.WriteAllText(Lock, right.Replace("  \"result\"", "<<<<<<< HEAD\n  \"result\"", StringComparison.Ordinal));

        _project.Ci = "";
        Assert.True(_project.Plan().IsUpToDate);

        var warning = Assert.Single(_project.Build.Warnings);
        Assert.Equal(("LORA5201", Lock), (warning.Code, warning.File));
        Assert.Equal(right, File.ReadAllText(Lock));
    }

    [Fact]
    public void FolderThatCannotBeWritten_IsAnError()
    {
        File.Delete(Lock);
        Directory.CreateDirectory(Lock);

        _project.Ci = "";
        _project.Plan(expectSuccess: false);

        Assert.Equal("LORA5210", Assert.Single(_project.Build.Errors).Code);
    }

    private void BuildAll()
    {
        _project.Plan();
        foreach (var stage in (Stage[])[Stage.Validate, Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train])
        {
            Assert.True(_project.Stage(stage).Execute());
        }
    }
}
