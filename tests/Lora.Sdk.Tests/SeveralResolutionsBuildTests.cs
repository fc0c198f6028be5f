namespace Lora.Sdk.Tests;

/// <summary>A training at several resolutions, by the project's word and by kohya's: everything real, and few steps.</summary>
public sealed class SeveralResolutionsBuildTests(SdkPackage package)
{
    [Fact]
    public void Resolutions_AreTrainedSideBySideAndRecorded()
    {
        var project = UserProject.WithRealEngine(package, "resolutions",
            "<Resolutions>96;128</Resolutions><NumRepeats>1</NumRepeats><NetworkDim>2</NetworkDim><Trigger />");
        project.Edit("critter.loraproj", "<Resolution>128</Resolution>", "");
        Assert.Contains("Images: 3 (at 128: 3, at 96: 3), prompts: 0", project.Build("-t:ShowPlan").Succeeded());

        var output = project.Build("--no-restore").Succeeded();

        Assert.Contains("images: 3 (at 128: 3, at 96: 3), repeats: 1, samples an epoch: 6", output);
        Assert.DoesNotContain("is the same picture", output);
        var images = File.ReadAllLines(project.At("critter.lora.lock.json")).Where(line => line.Contains("\"caption\"", StringComparison.Ordinal));
        Assert.Equal([false, true, false, true, false, true],
            images.Select(line => line.Contains("\"repeats\": 1, \"resolution\": 96 }", StringComparison.Ordinal)));
        Assert.Contains("Up-to-date checks passed", project.Build("-question").Output);
        var trained = File.ReadAllBytes(project.At("bin/critter-1.0.0.safetensors"));

        // to kohya and back: the same training, which is there already
        project.Build("-t:ExportKohya", "--no-restore").Succeeded();
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
}
