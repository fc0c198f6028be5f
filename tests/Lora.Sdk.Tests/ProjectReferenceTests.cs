namespace Lora.Sdk.Tests;

/// <summary>A project that goes on from the LoRA of another one.</summary>
public sealed class ProjectReferenceTests(SdkPackage package)
{
    private const string Second = "second/critter.loraproj";

    [Fact]
    public void ReferencedProject_IsBuiltFirst_AndItsLoraGoneOnFrom()
    {
        var project = WithSecond("references", "<Version>1.1.0</Version>", "<ProjectReference Include=\"../critter.loraproj\" />");
        var built = project.Build(Second, "-p:MaxTrainSteps=1").Succeeded();
        Assert.DoesNotContain("warning MSB", built);
        Assert.DoesNotContain("warning NU", built);
        Assert.Contains("goes on from critter-1.0.0", built);
        // the command line is of the project that it names
        Assert.Equal("2", project.Metadata("bin/critter-1.0.0.safetensors")["ss_steps"]);
        Assert.Equal("1", project.Metadata("second/bin/critter-1.1.0.safetensors")["ss_steps"]);

        project.Build(Second, "-p:MaxTrainSteps=1", "--no-restore", "-question").Succeeded();
        project.Edit("critter.loraproj", "<Trigger>zorblax</Trigger>", "<Trigger>zorblax</Trigger><Seed>7</Seed>");
        var plan = project.Build(Second, "-t:ShowPlan", "--no-restore").Succeeded();
        Assert.Matches(@"NetworkWeights +\S+critter-1\.0\.0\.safetensors +- +\.\./critter\.loraproj critter\.loraproj\(7\)", plan);
        var before = project.Metadata("second/bin/critter-1.1.0.safetensors")["sshs_model_hash"];
        Assert.Matches(@"Train runs again: NetworkWeights 01: [0-9a-f]{8} -> [0-9a-f]{8}\.",
            project.Build(Second, "-p:MaxTrainSteps=1", "--no-restore").Succeeded());
        Assert.NotEqual(before, project.Metadata("second/bin/critter-1.1.0.safetensors")["sshs_model_hash"]);
    }

    [Fact]
    public void SeveralBaseModels_EachGoOnFromTheLoraOfTheirs()
    {
        var bases = $"<BaseModel /><BaseModels>one;two</BaseModels>";
        var items = $"<Base Include=\"one;two\" Path=\"{Lora.Testing.Repository.ZorblaxModel}\" />";
        var project = WithSecond("reference-bases", bases, items + "<ProjectReference Include=\"../critter.loraproj\" />");
        project.WriteReal("critter.loraproj", "<Trigger>zorblax</Trigger><NetworkDim>4</NetworkDim>" + bases, items);
        var built = project.Build(Second).Succeeded();
        Assert.Contains("goes on from critter-1.0.0", built);
        Assert.All((string[])["one", "two"], name => Assert.True(File.Exists(project.At($"second/bin/{name}/critter-1.0.0.safetensors"))));
        Assert.DoesNotContain("warning MSB", built);
        Assert.DoesNotContain("warning NU", built);
        project.Build(Second, "--no-restore", "-question").Succeeded();
    }

    [Fact]
    public void WhatIsNotThere_IsAnErrorAtTheReference()
    {
        var project = WithSecond("unbuilt", "", "<ProjectReference Include=\"../critter.loraproj\" />");
        project.Build(Second, "-t:Restore").Succeeded();
        Assert.All((string[])["-t:ShowPlan", "--no-dependencies"], argument => Assert.Matches(
            @"critter\.loraproj\(7,6\): error LORA1062: '\.\./critter\.loraproj' has made no LoRA yet", project.Build(Second, argument).Failed()));
        Assert.False(Directory.Exists(project.At("bin")));

        project.Edit(Second, "../critter.loraproj", "../none.loraproj");
        Assert.Matches(@"critter\.loraproj\(7,6\): error LORA1062: There is no project '\.\./none\.loraproj'\.", project.Build(Second).Failed());
        project.Edit(Second, "../none.loraproj\"", "../critter.loraproj\" OutputItemType=\"NetworkWeigths\"");
        Assert.Matches(@"error LORA1068: .* did you mean 'NetworkWeights'\?", project.Build(Second, "--no-dependencies").Failed());
    }

    private UserProject WithSecond(string name, string properties, string items)
    {
        var project = UserProject.WithRealEngine(package, name, "<NetworkDim>4</NetworkDim>");
        project.WriteReal(Second, "<Trigger>zorblax</Trigger><NetworkDim>4</NetworkDim>" + properties, items);
        Directory.CreateDirectory(project.At("second/images"));
        foreach (var file in Directory.GetFiles(project.At("images")))
        {
            File.Copy(file, project.At(Path.Combine("second/images", Path.GetFileName(file))));
        }

        return project;
    }
}
