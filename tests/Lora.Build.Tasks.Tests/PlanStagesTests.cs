using Lora.Vocabulary;
using Microsoft.Build.Utilities;

namespace Lora.Build.Tasks.Tests;

public sealed class PlanStagesTests
{
    private static readonly Stage[] WithoutPrompts = [Stage.Validate, Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train];

    [Fact]
    public void FirstBuild_HasEveryStageToRun()
    {
        using var project = new TaskProject("Behaves");

        var plan = project.Plan();

        Assert.False(plan.IsUpToDate);
        Assert.Equal(WithoutPrompts.Select(stage => Path.Combine(project.Obj, $"{stage}.key.json")), plan.KeyFiles.Select(file => file.ItemSpec));
        Assert.All(plan.KeyFiles, file => Assert.True(File.Exists(file.ItemSpec)));
    }

    [Fact]
    public void SecondBuild_HasNothingToRunAndWritesTheLock()
    {
        using var project = Built();

        var plan = project.Plan();

        Assert.True(plan.IsUpToDate);
        Assert.Contains("\"stage\": \"Train\"", File.ReadAllText(project.At("test.lora.lock.json")));
    }

    /// <summary>As two inner builds on one node, which may take turns at any stage.</summary>
    [Fact]
    public void TwoBaseModels_ShareOneEngineAndMixNothing()
    {
        using var project = new TaskProject("Behaves");
        project.Properties.Remove("BaseModel");
        project.Properties["BaseModels"] = "one;model";
        project.Write("one/unet/config.json", "{ \"other\": true }");
        string[] aliases = ["one", "model"];
        foreach (var alias in aliases)
        {
            (project.Alias, project.Properties["NetworkDim"]) = (alias, alias == "one" ? "2" : "4");
            project.Plan();
        }

        foreach (var (stage, alias) in WithoutPrompts.SelectMany(stage => aliases.Select(alias => (stage, alias))))
        {
            project.Alias = alias;
            Assert.True(project.Stage(stage).Execute());
        }

        project.NextBuild();
        foreach (var alias in aliases)
        {
            (project.Alias, project.Properties["NetworkDim"]) = (alias, alias == "one" ? "2" : "4");
            Assert.True(project.Plan().IsUpToDate);
            Assert.True(File.Exists(project.At($"bin/{alias}/test-1.0.0.safetensors")));
            Assert.Contains($"\"NetworkDim\": \"{project.Properties["NetworkDim"]}\"", File.ReadAllText(project.At($"test.{alias}.lora.lock.json")));
        }

        Assert.False(File.Exists(project.At("test.lora.lock.json")));
        Assert.NotEqual(File.ReadAllText(Path.Combine(project.Folder, "obj/one/Train.key.json")), File.ReadAllText(project.At("obj/model/Train.key.json")));
    }

    [Fact]
    public void TouchedImage_ChangesNothing()
    {
        using var project = Built();
        File.SetLastWriteTimeUtc(project.At("images/a.png"), DateTime.UtcNow.AddHours(1));

        Assert.True(project.Plan().IsUpToDate);
    }

    /// <summary>Its findings and its page name the files.</summary>
    [Fact]
    public void RenamedImage_RunsValidateAlone()
    {
        using var project = Built();
        File.Move(project.At("images/b.JPG"), project.At("images/c.jpg"));
        File.Move(project.At("images/b.txt"), project.At("images/c.txt"));

        project.Plan();

        Assert.Equal([Stage.Validate], Stale(project));
    }

    [Theory]
    [InlineData("images/a.txt", "Validate", "Tag", "Train")]
    [InlineData("images/a.png", "Validate", "Resize", "CacheLatents", "Train")]
    public void ChangedFile_RunsWhatDependsOnIt(string file, params string[] stages)
    {
        using var project = Built();
        project.Write(file, "changed");

        project.Plan();

        Assert.Equal(stages, Stale(project).Select(stage => stage.Name));
    }

    [Fact]
    public void ChangedLearningRate_RunsTrainingAloneAndSaysWhy()
    {
        using var project = Built();
        project.Properties["UnetLr"] = "1e-3";

        project.Plan();

        Assert.Equal([Stage.Train], Stale(project));
        Assert.Contains("Train runs again: UnetLr 0.0005 -> 0.001.", project.Build.Text);
    }

    [Theory]
    [InlineData("NetworkDim", "8")]
    [InlineData("MaxGradNorm", "1.0")]
    [InlineData("EnableBucket", "TRUE")]
    public void DefaultWrittenDown_ChangesNothing(string property, string value)
    {
        using var project = Built();
        project.Properties[property] = value;

        Assert.True(project.Plan().IsUpToDate);
    }

    [Fact]
    public void MissingOutput_IsMadeAgain()
    {
        using var project = Built();
        File.Delete(Path.Combine(project.Obj, "Tag.made"));

        project.Plan();

        Assert.Equal([Stage.Tag], Stale(project));
    }

    [Fact]
    public void AddedPrompt_IsCheckedAndDrawn()
    {
        using var project = Built();
        project.Prompts.Add(new TaskItem("beach", new Dictionary<string, string> { ["Text"] = "zorblax, beach" }));

        project.Plan();

        Assert.Equal([Stage.Validate, Stage.Sample], Stale(project));
    }

    [Fact]
    public void Lock_IsWrittenOnlyWhenItDiffers()
    {
        using var project = Built();
        project.Plan();
        var path = project.At("test.lora.lock.json");
        File.SetLastWriteTimeUtc(path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        project.Plan();

        Assert.Equal(2001, File.GetLastWriteTimeUtc(path).Year);
        Assert.DoesNotContain(project.Folder, File.ReadAllText(path));
    }

    [Fact]
    public void ErrorInTheProject_MakesValidateRunAgainInEveryBuild()
    {
        using var project = Built();
        project.Build.GlobalProperties["NetworkDimm"] = "8";

        Assert.False(project.Plan().IsUpToDate);
        Assert.Equal([Stage.Validate], Stale(project));
        Assert.False(project.Stage(Stage.Validate).Execute());
        Assert.Equal("LORA1001", Assert.Single(project.Build.Errors).Code);
    }

    [Fact]
    public void Warning_ComesInEveryBuild()
    {
        using var project = Built();
        project.Properties["NetworkAlpha"] = "32";

        project.Plan();
        project.Plan();

        Assert.Equal(["LORA3001", "LORA3001"], project.Build.Warnings.Select(warning => warning.Code));
    }

    private static TaskProject Built()
    {
        var project = new TaskProject("Behaves");
        project.Plan();
        foreach (var stage in WithoutPrompts)
        {
            Assert.True(project.Stage(stage).Execute());
        }

        return project;
    }

    private static IEnumerable<Stage> Stale(TaskProject project) =>
        Stage.All.Where(stage => File.Exists(Path.Combine(project.Obj, $"{stage}.key.json"))
            && !File.Exists(Path.Combine(project.Obj, $"{stage}.result.json")));
}
