namespace Lora.Sdk.Tests;

/// <summary>Few steps, but everything real: engine, base model, pictures, training, sampling.</summary>
public sealed class RealBuildTests(SdkPackage package)
{
    private const string Prompt = "<Prompt Include=\"wave\" Text=\"zorblax, arms up, blue background\" Steps=\"2\" Scale=\"1\" />";

    [Fact]
    public void Build_MakesLoraGridPicturesLogAndLock()
    {
        var project = UserProject.WithRealEngine(package, "real", "<Seed>11</Seed>", Prompt);
        project.Environment.Remove(SdkPackage.Processors);

        var output = project.Build().Succeeded();

        // three pictures and two steps are worth a warning
        Assert.Contains("warning LORA3005: The training has 2 steps; 200 to 2000 are usual with Stable Diffusion 1.x.", output);
        Assert.Contains("Train 2/2 steps", output);
        AssertExists(project, "bin/critter-1.0.0.safetensors", "bin/samples/grid.png", "bin/samples/base/01.png", "critter.lora.lock.json");
        Assert.NotEmpty(Directory.GetFiles(project.At("bin"), "*.jsonl"));
        Assert.NotEmpty(Directory.GetFiles(project.At("bin"), "*.svg"));
        Assert.Contains("Up-to-date checks passed", project.Build("-question").Output);
        Assert.Contains($"Samples: {project.At("bin/samples/grid.png")}", project.Run("run", "--no-restore").Succeeded());
    }

    [Fact]
    public void CloneOrDeletedOutput_TakesEverythingFromTheStoreWithTheSameBytes()
    {
        var first = UserProject.WithRealEngine(package, "clone-a");
        first.Build().Succeeded();
        var clone = UserProject.WithRealEngine(package, "clone b ü");

        var output = clone.Build("-v:n").Succeeded();

        Assert.Contains("Train: taken from the store.", output);
        Assert.Equal(File.ReadAllBytes(first.At("bin/critter-1.0.0.safetensors")), File.ReadAllBytes(clone.At("bin/critter-1.0.0.safetensors")));
        Assert.Equal(File.ReadAllText(first.At("critter.lora.lock.json")), File.ReadAllText(clone.At("critter.lora.lock.json")));

        Directory.Delete(clone.At("bin"), recursive: true);
        Assert.Contains("Train: taken from the store.", clone.Build("--no-restore", "-v:n").Succeeded());
        AssertExists(clone, "bin/critter-1.0.0.safetensors");
    }

    [Fact]
    public void UnreadablePictures_AreLocatedErrors()
    {
        var project = UserProject.WithRealEngine(package, "unreadable");
        project.Write("images/broken.png", "this is no picture");
        project.Write("images/broken.txt", "smile");
        File.WriteAllBytes(project.At("images/zorblax-01.txt"), [0x73, 0xff, 0xfe]);

        var output = project.Build().Failed();

        Assert.Contains("broken.png : error LORA2002", output);
        Assert.Matches(@"zorblax-01\.txt.*: error LORA2005", output);
    }

    private static void AssertExists(UserProject project, params string[] files) => Assert.All(files, file => Assert.True(File.Exists(project.At(file)), file));
}
