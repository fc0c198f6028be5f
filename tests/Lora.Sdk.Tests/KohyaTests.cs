namespace Lora.Sdk.Tests;

/// <summary>A user of kohya's scripts moves over in one line, and back.</summary>
public sealed class KohyaTests(SdkPackage package)
{
    [Fact]
    public void Dataset_IsTrainedAndExportedAndTrainedAgain()
    {
        var project = UserProject.WithRealEngine(package, "kohya",
            "<NetworkDim>2</NetworkDim><Trigger /><CaptionExtension>.txt</CaptionExtension>", "<KohyaDataset Include=\"dataset.toml\" />");
        Directory.CreateDirectory(project.At("reg"));
        foreach (var ending in (string[])["jpg", "txt"])
        {
            File.Move(project.At($"images/zorblax-08.{ending}"), project.At($"reg/zorblax-08.{ending}"));
        }

        project.Write("dataset.toml", """
            [general]
            enable_bucket = true
            [[datasets]]
            [[datasets.subsets]]
            image_dir = "images"
            num_repeats = 2
            caption_prefix = "zorblax,"
            flip_aug = true
            [[datasets.subsets]]
            image_dir = "reg"
            is_reg = true
            """);

        var output = project.Build("-t:Train").Succeeded();
        Assert.Contains("of these 4 of 1 regularization images, loss x 1", output);
        var trained = File.ReadAllBytes(project.At("bin/critter-1.0.0.safetensors"));
        Assert.Equal(("4", "True"), (project.Metadata("bin/critter-1.0.0.safetensors")["ss_num_reg_images"],
            project.Metadata("bin/critter-1.0.0.safetensors")["ss_flip_aug"]));

        // back to kohya, and from there once more: the same training, which is there already
        Assert.Contains($"Exported: {project.At("critter.kohya.toml")}", project.Build("-t:ExportKohya", "--no-restore").Succeeded());
        project.Write("critter.loraproj", """
            <Project Sdk="Lora.Sdk">
              <ItemGroup>
                <KohyaConfig Include="critter.kohya.toml" />
              </ItemGroup>
            </Project>
            """);
        File.Delete(project.At("bin/critter-1.0.0.safetensors"));
        project.Build("-t:Train").Succeeded();
        Assert.Equal(File.ReadAllText(project.At("obj/critter/model/Train.key.json")), File.ReadAllText(project.At("obj/critter/base/Train.key.json")));
        Assert.Equal(trained, File.ReadAllBytes(project.At("bin/critter-1.0.0.safetensors")));
    }

    [Fact]
    public void Export_IsWrittenForEachOfSeveralBases()
    {
        var project = UserProject.WithDummyEngine(package, "kohya-bases", "<BaseModels>one;two</BaseModels>",
            "<Base Include=\"one\" Path=\"model\" /><Base Include=\"two\" Path=\"model\" />");
        project.Edit("critter.loraproj", "<BaseModel>model</BaseModel>", "");

        project.Build("-t:ExportKohya").Succeeded();

        Assert.All((string[])["one.kohya.toml", "one.kohya.dataset.toml", "two.kohya.toml", "two.kohya.dataset.toml"],
            name => Assert.True(File.Exists(project.At($"critter.{name}")), name));
        File.AppendAllText(project.At("critter.one.kohya.toml"), "seed = 7\n");
        var output = project.Build("-t:ExportKohya", "--no-restore", "-p:Seed=3").Failed();
        Assert.Contains("error LORA1050: 'critter.one.kohya.toml' is not as it was exported.", output);
        Assert.Contains("seed = 3\n", File.ReadAllText(project.At("critter.two.kohya.toml")));
    }
}
