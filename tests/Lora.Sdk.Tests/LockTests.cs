namespace Lora.Sdk.Tests;

/// <summary>A build that is held to its lock file, by a property or by the environment of a continuous integration.</summary>
public sealed class LockTests(SdkPackage package)
{
    private const string Prompt = "<Prompt Include=\"beach\" Text=\"zorblax, beach\" />";

    [Fact]
    public void Ci_HoldsABuildToItsLockFile()
    {
        var project = UserProject.WithDummyEngine(package, "locked", "<UnetLr>5e-4</UnetLr>", Prompt);
        project.Environment["CI"] = "true";
        // nothing is locked yet
        project.Build().Succeeded();
        var locked = File.ReadAllText(project.At("critter.lora.lock.json"));
        Directory.Delete(project.At("obj"), recursive: true);
        Directory.Delete(project.At("bin"), recursive: true);
        project.Build().Succeeded();

        project.Edit("critter.loraproj", "5e-4", "4e-4");
        project.WriteImage("images/c.png", "c"u8.ToArray(), "frown");
        var output = project.Build("--no-restore").Failed();
        Assert.Matches(@"critter\.lora\.lock\.json\(\d+,5\): error LORA5205: UnetLr is '0\.0004', and '0\.0005' in the lock file\.", output);
        Assert.Matches(@"critter\.lora\.lock\.json\(\d+,3\): error LORA5204: Image 'images/c\.png' is not in the lock file\.", output);
        Assert.Equal(locked, File.ReadAllText(project.At("critter.lora.lock.json")));
        project.Build("--no-restore", "-t:ShowPlan").Succeeded();

        project.Build("--no-restore", "-p:LoraLockedMode=false").Succeeded();
        Assert.NotEqual(locked, File.ReadAllText(project.At("critter.lora.lock.json")));
        project.Build("--no-restore").Succeeded();
    }
}
