namespace Lora.Sdk.Tests;

/// <summary>The finished LoRA in a folder of another program, whatever was up to date, and in no key.</summary>
public sealed class CopyToTests(SdkPackage package)
{
    private const string Prompt = "<Prompt Include=\"wave\" Text=\"zorblax\" Steps=\"2\" Scale=\"1\" />";

    [Fact]
    public void LoraCopyTo_CopiesLoraAndPreviewInEveryBuild()
    {
        var project = UserProject.WithRealEngine(package, "copy-to", "<Seed>12</Seed>", Prompt);
        project.Build().Succeeded();
        var made = File.ReadAllText(project.At("critter.lora.lock.json"));

        // nothing else is to be done
        var output = project.Build("--no-restore", "-p:LoraCopyTo=web ui/Lora").Succeeded();
        Assert.Contains($"Copied: {project.At("web ui/Lora/critter-1.0.0.safetensors")}", output);
        Assert.DoesNotContain("runs again", output);
        Assert.Equal(["critter-1.0.0.png", "critter-1.0.0.safetensors"],
            Directory.GetFiles(project.At("web ui/Lora")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        AssertSame();
        Assert.Equal(made, File.ReadAllText(project.At("critter.lora.lock.json")));
        Assert.DoesNotContain("Copied", project.Build("--no-restore", "-p:LoraCopyTo=web ui/Lora").Succeeded());

        File.Delete(project.At("web ui/Lora/critter-1.0.0.safetensors"));
        File.WriteAllText(project.At("web ui/Lora/critter-1.0.0.png"), "an older one");
        project.Environment["LoraCopyTo"] = project.At("web ui/Lora");
        project.Build("--no-restore").Succeeded();
        AssertSame();

        project.Write("file", "in the way");
        Assert.Contains("error LORA1066", project.Build("--no-restore", "-p:LoraCopyTo=file/Lora").Failed());

        void AssertSame() => Assert.All((string[])["critter-1.0.0.safetensors", "critter-1.0.0.png"],
            file => Assert.Equal(File.ReadAllBytes(project.At($"bin/{file}")), File.ReadAllBytes(project.At($"web ui/Lora/{file}"))));
    }
}
