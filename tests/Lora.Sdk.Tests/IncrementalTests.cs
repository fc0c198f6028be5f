using Lora.Vocabulary;

namespace Lora.Sdk.Tests;

public sealed class IncrementalTests(SdkPackage package)
{
    private const string Prompt = "<Prompt Include=\"beach\" Text=\"zorblax, beach\" />";

    [Fact]
    public void SecondBuild_RunsNothing()
    {
        var project = UserProject.WithDummyEngine(package, "second", items: Prompt);
        var first = project.Build().Succeeded();
        Assert.Contains("the plan: 14 images", first);
        Assert.Contains("0 Warning(s)", first);
        var built = DateTime.UtcNow;

        var second = project.Build().Succeeded();

        Assert.DoesNotContain("the plan", second);
        Assert.Empty(project.StagesRun(built));
        Assert.Contains("Up-to-date checks passed", project.Build("-question").Output);
    }

    [Fact]
    public void Question_FailsBeforeTheFirstBuildAndAfterAChange()
    {
        var project = UserProject.WithDummyEngine(package, "question");
        project.Build("-question").Failed();
        project.Build().Succeeded();
        project.Build("--no-restore", "-question").Succeeded();
        project.Write("images/a.txt", "frown");

        project.Build("--no-restore", "-question").Failed();
    }

    [Fact]
    public void PropertyOnTheCommandLine_ReachesTheEngine()
    {
        var project = UserProject.WithDummyEngine(package, "command-line");

        project.Build("-p:MaxTrainSteps=4", "-p:NetworkDim=2").Succeeded();

        var request = File.ReadAllText(project.At("obj/critter/model/Train.request.json"));
        Assert.Contains("\"MaxTrainSteps\": \"4\"", request);
        Assert.Contains("\"NetworkDim\": \"2\"", request);
        Assert.Contains("\"name\": \"images/more/b.JPG\"", request);
    }

    [Fact]
    public void Environment_TrainsNothing()
    {
        var project = UserProject.WithDummyEngine(package, "environment", items: Prompt);
        project.Build().Succeeded();
        var built = DateTime.UtcNow;
        // as SEED=16 in a shell; MSBuild takes it for <Seed> whatever the letter case. The store's place is a setting of the machine
        foreach (var option in Options.All.Where(option => !option.FromEnvironment).Concat(ToolOptions.Group))
        {
            project.Environment[option.Name] = "16";
            project.Environment[option.Name.ToUpperInvariant()] = "16";
        }

        project.Environment["EnableDefaultImageItems"] = "false";
        project.Build("--no-restore").Succeeded();

        Assert.Empty(project.StagesRun(built));
        Assert.Contains(project.Environment["LoraCacheDir"], File.ReadAllText(project.At("obj/critter/model/Train.request.json")));
        // and -p: still wins
        project.Build("--no-restore", "-p:NetworkDim=16").Succeeded();
        Assert.Equal(["Sample", "Train"], project.StagesRun(built));
    }

    [Theory]
    [InlineData("Validate", "Validate")]
    [InlineData("Resize", "Resize,Validate")]
    [InlineData("Train", "CacheLatents,Resize,Tag,Train,Validate")]
    [InlineData("Sample", "CacheLatents,Resize,Sample,Tag,Train,Validate")]
    public void Target_RunsAStageWithWhatItNeeds(string target, string stages)
    {
        var project = UserProject.WithDummyEngine(package, $"target-{target}", items: Prompt);

        project.Build($"-t:{target}").Succeeded();

        Assert.Equal(stages.Split(','), project.StagesRun(DateTime.MinValue));
    }

    [Fact]
    public void FrozenTextEncoder_CachesTextEmbeddings()
    {
        var project = UserProject.WithDummyEngine(package, "frozen",
            "<NetworkTrainUnetOnly>true</NetworkTrainUnetOnly><CaptionPrefix>best; hat,</CaptionPrefix><SecondarySeparator>;;;</SecondarySeparator>");

        project.Build().Succeeded();

        Assert.Contains("CacheTextEmbeddings", project.StagesRun(DateTime.MinValue));
        // MSBuild parts lists at semicolons, and values it leaves alone
        var request = File.ReadAllText(project.At("obj/critter/model/CacheTextEmbeddings.request.json"));
        Assert.Contains("\"best; hat,\"", request);
        Assert.Contains("\";;;\"", request);
    }

    [Fact]
    public void ReleaseConfiguration_BuildsIntoTheSameFolders()
    {
        var project = UserProject.WithDummyEngine(package, "release");
        project.Build().Succeeded();
        var built = DateTime.UtcNow;

        project.Build("-c", "Release").Succeeded();

        Assert.Empty(project.StagesRun(built));
    }

    [Fact]
    public void Clean_RemovesOutputsAndLeavesSources()
    {
        var project = UserProject.WithDummyEngine(package, "clean");
        project.Build().Succeeded();

        project.Run("clean", "-nologo").Succeeded();

        Assert.False(File.Exists(project.At("bin/critter-1.0.0.safetensors")));
        Assert.Empty(Directory.GetFiles(project.At("obj/critter/model"), "*.json"));
        Assert.True(File.Exists(project.At("images/a.png")));
        project.Build().Succeeded();
        Assert.True(File.Exists(project.At("bin/critter-1.0.0.safetensors")));
    }

    /// <summary>Earlier versions had MSBuild list what stages made: what it lists and a build does not name, it deletes.</summary>
    [Fact]
    public void OutputsOfEarlierBuilds_AreTakenAwayWhenNothingMakesThem()
    {
        var project = UserProject.WithDummyEngine(package, "outputs");
        project.Build().Succeeded();
        var (list, lora, written) = (project.At("obj/critter/model/critter.loraproj.FileListAbsolute.txt"), project.At("bin/critter-1.0.0.safetensors"),
            project.At("obj/critter/model/critter-1.0.0.safetensors"));
        Assert.Contains(lora, File.ReadAllLines(list));
        var built = DateTime.UtcNow;
        project.Write("bin/report/old.jpg", "old");
        File.WriteAllLines(list, [lora, written, project.At("bin/report/old.jpg"), project.At("images/a.png")]);
        File.Delete(project.At("obj/critter/model/critter.loraproj.FileWrites.txt"));

        project.Build("--no-restore").Succeeded();

        Assert.Empty(project.StagesRun(built));
        Assert.False(File.Exists(project.At("bin/report/old.jpg")));
        Assert.All((string[])[lora, written, project.At("images/a.png")], file => Assert.True(File.Exists(file), file));

        project.Build("--no-restore", "-p:Version=1.1.0").Succeeded();
        Assert.False(File.Exists(lora));
        Assert.True(File.Exists(project.At("bin/critter-1.1.0.safetensors")));

        project.Run("clean", "-nologo").Succeeded();
        Assert.Empty(Directory.GetFiles(project.At("bin"), "*", SearchOption.AllDirectories));
        Assert.False(File.Exists(list));
    }

    [Fact]
    public void Pack_TakesTheLora()
    {
        var project = UserProject.WithDummyEngine(package, "pack");

        project.Run("pack", "-nologo", "-o", project.At("out")).Succeeded();

        using var archive = System.IO.Compression.ZipFile.OpenRead(Assert.Single(Directory.GetFiles(project.At("out"), "critter.1.0.0.nupkg")));
        Assert.Contains("loras/critter-1.0.0.safetensors", archive.Entries.Select(entry => entry.FullName));
    }
}
