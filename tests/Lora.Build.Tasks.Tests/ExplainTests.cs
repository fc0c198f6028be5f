using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Build.Tasks.Tests;

public sealed class ExplainTests
{
    [Fact]
    public void Change_IsExplainedAndNothingIsTouched()
    {
        using var project = Built();
        Assert.Equal("Nothing runs.", Explained(project)[^1]);
        project.Properties["UnetLr"] = "4e-4";
        project.Write("images/a.txt", "frown");
        foreach (var stage in (Stage[])[Stage.Validate, Stage.Tag, Stage.Train])
        {
            Assert.NotNull(StageTime.Read(File.ReadAllText(Path.Combine(project.Obj, $"{stage}.took.tsv"))));
            project.Write($"obj/model/{stage}.took.tsv", "1.000\t4\n");
        }

        var before = Everything(project);

        var said = Explained(project);

        Assert.Equal(before, Everything(project));
        Assert.Equal(
            [
                "test-1.0.0",
                "  Validate             runs; 1 s the last time", "    the caption of images/a.png changed",
                "  Resize               is up to date",
                "  Tag                  runs; 1 s the last time", "    the caption of images/a.png changed",
                "  CacheLatents         is up to date",
                "  CacheTextEmbeddings  has nothing to do in this project",
                "  Train                runs; 1 s the last time", "    Tag changed", "    UnetLr 0.0005 -> 0.0004",
                "  Sample               has nothing to do in this project",
                "About 3 s in all, by the last runs here.",
            ], said);
        project.NextBuild();
        project.Plan();
        Assert.Contains("Train runs again: Tag changed; UnetLr 0.0005 -> 0.0004.", project.Build.Text);
        // and still, when a build has planned it and ended before
        Assert.Equal(said, Explained(project));
    }

    [Fact]
    public void NewProject_HasNoFoldersAfterIt()
    {
        using var project = new TaskProject("Behaves");

        var said = Explained(project);

        Assert.Contains("  Train                runs; how long is not known: it has not run here before", said);
        Assert.Contains("    it has made nothing here yet", said);
        Assert.Equal("How long it takes is not known.", said[^1]);
        Assert.False(Directory.Exists(project.At("obj")));
        Assert.False(Directory.Exists(project.At("bin")));
    }

    [Fact]
    public void Time_FollowsTheStepsOfTheTraining()
    {
        using var project = Built();
        project.Write("obj/model/Train.took.tsv", "60.000\t4\n");
        project.Properties["MaxTrainSteps"] = "12";
        project.Write("obj/model/Validate.took.tsv", "nonsense");

        var said = Explained(project);

        Assert.Contains("  Train                runs; about 3 min 00 s for 12 steps: 4 took 60 s the last time", said);
        Assert.Equal("About 3 min 00 s, and what has not run here before.", said[^1]);
    }

    [Fact]
    public void WhatTheStoreHolds_IsTakenFromThere()
    {
        using var project = Built();
        project.Properties["LoraCacheDir"] = "store";
        project.Properties["UnetLr"] = "4e-4";
        project.NextBuild();
        project.Plan();
        project.Write($"store/ac.v2/{Digest.OfFile(Path.Combine(project.Obj, "Train.key.json"))}", "a record");

        Assert.Contains("  Train                is taken from the store", Explained(project));
        project.NextBuild();
        project.Plan();
        Assert.Contains("Train is taken from the store: UnetLr 0.0005 -> 0.0004.", project.Build.Text);
        project.Properties["LoraRemoteCache"] = "http://localhost:1";
        project.Properties["UnetLr"] = "3e-4";
        Assert.Contains(Explained(project), line => line.StartsWith("  Train                runs, unless the remote cache has it; ", StringComparison.Ordinal));
    }

    [Fact]
    public void LostOutput_IsNamed()
    {
        using var project = Built();
        File.Delete(Path.Combine(project.Obj, "Tag.made"));

        Assert.Contains("    Tag.made is gone", Explained(project));
        File.Delete(Path.Combine(project.Obj, "Resize.result.json"));
        Assert.Contains("    its last run did not end, or what it made was removed", Explained(project));
    }

    [Fact]
    public void WrongProject_IsExplainedAndFails()
    {
        using var project = Built();
        project.Properties["NetworkDim"] = "big";
        var before = Everything(project);

        var said = Explained(project, succeeds: false);

        Assert.Contains("  Train                does not run before the errors are mended", said);
        Assert.Equal("LORA1004", Assert.Single(project.Build.Errors).Code);
        Assert.Equal(before, Everything(project));
    }

    private static string[] Explained(TaskProject project, bool succeeds = true)
    {
        project.NextBuild();
        project.Plan(looksOnly: true);
        Assert.Equal(succeeds, new Explain { BuildEngine = project.Build, ObjDirectory = project.Obj + "/" }.Execute());
        return [.. project.Build.Messages.Select(message => message.Message!)];
    }

    /// <summary>Every file with its bytes and times.</summary>
    private static string[] Everything(TaskProject project) =>
        [.. Directory.EnumerateFileSystemEntries(project.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path =>
            $"{path} {File.GetLastWriteTimeUtc(path):O} {(File.Exists(path) ? Digest.OfFile(path) : "")}")];

    private static TaskProject Built()
    {
        var project = new TaskProject("Behaves");
        project.Plan();
        foreach (var stage in Stage.All.Where(stage => File.Exists(Path.Combine(project.Obj, $"{stage}.key.json"))))
        {
            Assert.True(project.Stage(stage).Execute());
        }

        return project;
    }
}
