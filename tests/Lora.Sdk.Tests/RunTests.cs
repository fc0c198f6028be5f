namespace Lora.Sdk.Tests;

/// <summary><c>dotnet run</c>: builds, which draws the samples, and says where they lie (that it does so is part of <see cref="RealBuildTests"/>).</summary>
public sealed class RunTests(SdkPackage package)
{
    [Fact]
    public void Run_TakesPropertiesAndGivesTheBuildsExitCode()
    {
        var project = UserProject.WithDummyEngine(package, "run");

        Assert.Contains("There are no samples: the project has no Prompt.", project.Run("run", "-p:MaxTrainSteps=4").Succeeded());
        Assert.Contains("\"MaxTrainSteps\": \"4\"", File.ReadAllText(project.At("obj/critter/model/Train.request.json")));
        Assert.Contains("error LORA1004", project.Run("run", "--no-restore", "-p:MaxTrainSteps=x").Failed());
    }
}
