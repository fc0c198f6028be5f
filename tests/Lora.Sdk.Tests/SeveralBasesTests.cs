using System.IO.Compression;
using Lora.Testing;

namespace Lora.Sdk.Tests;

/// <summary>A project with two base models: a LoRA, samples and a lock file for each.</summary>
public sealed class SeveralBasesTests(SdkPackage package)
{
    private const string Items = "<Base Include=\"one\" Path=\"model\" />\n<Base Include=\"two\" Path=\"other\" />";
    private const string DimOfTwo = "<NetworkDim>4</NetworkDim><NetworkDim Condition=\"'$(TargetFramework)' == 'two'\">8</NetworkDim>";
    private const string Prompt = "<Prompt Include=\"p\" Text=\"zorblax\" Steps=\"1\" />";

    [Fact]
    public void Build_MakesForEachBaseWhatAProjectOfItsOwnMakes()
    {
        var project = UserProject.WithRealEngine(package, "bases", DimOfTwo, Items + Prompt);
        project.Environment.Remove(SdkPackage.Processors);
        CopyModel(project);
        UseBases(project, Repository.ZorblaxModel);
        project.Environment["LoraCacheDir"] = project.At("store");

        Assert.DoesNotContain(" MSB", project.Build("-m:2").Succeeded());

        var (one, two) = (project.Metadata("bin/one/critter-1.0.0.safetensors"), project.Metadata("bin/two/critter-1.0.0.safetensors"));
        Assert.Equal(("4", "8"), (one["ss_network_dim"], two["ss_network_dim"]));
        Assert.Equal(["critter.one.lora.lock.json", "critter.two.lora.lock.json"],
            Directory.GetFiles(project.Folder, "*.lock.json").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.NotEqual(File.ReadAllBytes(project.At("bin/one/samples/base/01.png")), File.ReadAllBytes(project.At("bin/two/samples/base/01.png")));
        Assert.Contains("Up-to-date checks passed", project.Build("-question").Output);
        Assert.Contains($"Samples: {project.At("bin/two/samples/grid.png")}", project.Run("run", "-f", "two", "--no-restore").Succeeded());

        // the second base in the first one's engine, and side by side with it in a graph, is the same as alone
        var alone = UserProject.WithRealEngine(package, "alone", "<NetworkDim>8</NetworkDim>", Prompt);
        CopyModel(alone);
        alone.Edit("critter.loraproj", Repository.ZorblaxModel, "other");
        alone.Environment["LoraCacheDir"] = alone.At("store");
        alone.Build().Succeeded();
        AssertSameBytes(alone, project);

        Directory.Delete(project.At("store"), recursive: true);
        Directory.Delete(project.At("bin"), recursive: true);
        project.Build("--graph", "-m:2").Succeeded();
        AssertSameBytes(alone, project);
        Assert.True(File.Exists(project.At("bin/one/samples/grid.png")));
    }

    [Fact]
    public void Verbs_AskEachBaseOrTheOneThatIsNamed()
    {
        var project = WithDummyEngine("bases-verbs");

        project.Build("-t:Train").Succeeded();
        Assert.All((string[])["one", "two"], name =>
            Assert.Equal(["CacheLatents", "Resize", "Tag", "Train", "Validate"], project.StagesRun(DateTime.MinValue, name)));

        var trained = DateTime.UtcNow;
        project.Build("--no-restore", "-f", "two", "-p:NetworkDim=16").Succeeded();
        Assert.Equal(["Train"], project.StagesRun(trained, "two"));
        Assert.Empty(project.StagesRun(trained, "one"));

        project.Build("--no-restore", "-m:2").Succeeded();
        var built = DateTime.UtcNow;
        string[][] nothing = [["--no-restore", "-m:2"], ["--no-restore", "--graph", "-m:2"], ["--no-restore", "-t:Validate"], ["--no-restore", "-question"]];
        Assert.All(nothing, arguments => Assert.DoesNotContain("the plan", project.Build(arguments).Succeeded()));
        Assert.Empty(project.StagesRun(built, "one"));
        Assert.Empty(project.StagesRun(built, "two"));

        project.Build("--no-restore", "-t:Rebuild").Succeeded();
        Assert.Contains("Train", project.StagesRun(built, "one"));
        Assert.Contains("Train", project.StagesRun(built, "two"));

        project.Run("clean", "-nologo").Succeeded();
        Assert.Empty(Directory.GetFiles(project.At("bin"), "*", SearchOption.AllDirectories));
        Assert.True(File.Exists(project.At("images/a.png")));
        Assert.True(File.Exists(project.At("critter.two.lora.lock.json")));
    }

    [Fact]
    public void PackAndPublish_TakeTheLoraOfEachBase()
    {
        var project = WithDummyEngine("bases-pack");

        project.Run("pack", "-nologo", "-o", project.At("out")).Succeeded();
        project.Run("publish", "-nologo").Succeeded();
        project.Run("publish", "-nologo", "--no-restore", "-o", project.At("given")).Succeeded();

        using var archive = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(project.At("out"), "critter.1.0.0.nupkg")));
        Assert.Equal(["loras/one/critter-1.0.0.safetensors", "loras/one/critter-1.0.0.safetensors.intoto.json", "loras/two/critter-1.0.0.safetensors",
                "loras/two/critter-1.0.0.safetensors.intoto.json"],
            archive.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("loras/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        string[] files = ["bin/publish/one", "bin/publish/two", "given/one", "given/two"];
        Assert.All(files, folder => Assert.True(File.Exists(project.At($"{folder}/critter-1.0.0.safetensors")), folder));
    }

    [Fact]
    public void OneName_IsAListToo()
    {
        var project = WithDummyEngine("bases-one", "two");
        project.Edit("critter.loraproj", "<Base Include=\"one\" Path=\"model\" />", "");

        project.Build().Succeeded();

        Assert.True(File.Exists(project.At("bin/two/critter-1.0.0.safetensors")));
        Assert.True(File.Exists(project.At("critter.two.lora.lock.json")));
        Assert.Contains("\"NetworkDim\": \"8\"", File.ReadAllText(project.At("obj/critter/two/Train.request.json")));
    }

    [Fact]
    public void WrongList_IsSaidInItsLine()
    {
        var project = WithDummyEngine("bases-wrong", "nowhere; two");

        // one that fails keeps none of the others from being built
        var output = project.Build().Failed();
        Assert.Contains("critter.loraproj(3,6): error LORA1030: There is neither a folder nor a file 'nowhere', and no ", output);
        Assert.Contains("critter.loraproj(7,6): warning LORA1021: Base 'one' is not among BaseModels.", output);
        Assert.DoesNotContain("MSB4181", output);
        Assert.True(File.Exists(project.At("bin/two/critter-1.0.0.safetensors")));

        Assert.Contains("error LORA1022: The project has no base model 'tow', but nowhere, two; did you mean 'two'?", project.Build("-f", "tow").Failed());

        project.Edit("critter.loraproj", "nowhere; two", "one;../two;One");
        output = project.Build().Failed();
        Assert.Contains("critter.loraproj(3,6): error LORA1020: '../two' in BaseModels", output);
        Assert.Contains("critter.loraproj(3,6): error LORA1020: 'one' stands in BaseModels 2 times.", output);
        Assert.DoesNotContain("NETSDK", output);

        project.Edit("critter.loraproj", "one;../two;One</BaseModels>", "one;two</BaseModels><BaseModel>model</BaseModel>");
        Assert.Contains("error LORA1008: BaseModel and BaseModels are both set.", project.Build().Failed());
    }

    private static void AssertSameBytes(UserProject alone, UserProject project) => Assert.All((string[])["critter-1.0.0.safetensors", "samples/grid.png"],
        file => Assert.Equal(File.ReadAllBytes(alone.At($"bin/{file}")), File.ReadAllBytes(project.At($"bin/two/{file}"))));

    private static void UseBases(UserProject project, string model, string list = "one;two")
    {
        project.Edit("critter.loraproj", $"<BaseModel>{model}</BaseModel>", $"<BaseModels>{list}</BaseModels>");
        project.Edit("critter.loraproj", "Path=\"model\"", $"Path=\"{model}\"");
    }

    private UserProject WithDummyEngine(string name, string list = "one;two")
    {
        var project = UserProject.WithDummyEngine(package, name, DimOfTwo, Items);
        foreach (var part in (string[])["unet", "vae", "text_encoder", "tokenizer", "scheduler"])
        {
            project.Write($"other/{part}/config.json", "other " + part);
        }

        UseBases(project, "model", list);
        return project;
    }

    // the tiny model with other weights: the end of the U-Net's is nought
    private static void CopyModel(UserProject project)
    {
        foreach (var file in Directory.GetFiles(Repository.ZorblaxModel, "*", SearchOption.AllDirectories))
        {
            var content = File.ReadAllBytes(file);
            if (Path.GetFileName(Path.GetDirectoryName(file)) == "unet" && Path.GetExtension(file) == ".safetensors")
            {
                content.AsSpan(content.Length - (content.Length / 8)).Clear();
            }

            project.Write(Path.Combine("other", Path.GetRelativePath(Repository.ZorblaxModel, file)), content);
        }
    }
}
