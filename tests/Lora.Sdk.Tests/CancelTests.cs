using System.Diagnostics;

namespace Lora.Sdk.Tests;

public sealed class CancelTests(SdkPackage package)
{
    [Theory]
    [InlineData("cancel", "<BaseModel>model</BaseModel>")]
    [InlineData("cancel-bases", "<BaseModels>model;other</BaseModels>")]
    public void CtrlC_StopsTheEngineAndLeavesNothingHalfWritten(string name, string bases)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends SIGINT, which Windows does not have");
        var project = UserProject.WithDummyEngine(package, name, engine: "StopsWhenAsked");
        project.Edit("critter.loraproj", "<BaseModel>model</BaseModel>", bases);
        using var build = project.Start("-p:LoraLiveProgress=false");
        var output = "";
        while (build.StandardOutput.ReadLine() is { } line)
        {
            output += line + "\n";
            if (line.Contains("training", StringComparison.Ordinal))
            {
                break;
            }
        }

        var clock = Stopwatch.StartNew();
        Process.Start("kill", ["-INT", build.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();
        output += build.StandardOutput.ReadToEnd();
        build.WaitForExit();

        // the engine answers at once; only a machine under load needs longer than a second
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(12), output);
        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("warning LORA4004: Validate was stopped.", output);
        Assert.DoesNotContain(": error", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(project.Folder, "*.tmp", SearchOption.AllDirectories));
        Assert.Empty(project.StagesRun(DateTime.MinValue));
        // nor is another base model begun
        Assert.False(Directory.Exists(project.At("obj/critter/other")));
    }
}
