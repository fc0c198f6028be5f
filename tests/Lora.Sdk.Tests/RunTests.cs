namespace Lora.Sdk.Tests;

/// <summary><c>dotnet run</c> builds, which draws the samples, and says where they lie; that it does so is part of <see cref="RealBuildTests"/>.</summary>
public sealed class RunTests(SdkPackage package)
{
    [Fact]
    public void Run_TakesPropertiesAndFailsWithItsBuild()
    {
        var project = UserProject.WithDummyEngine(package, "run");

        Assert.Contains("error LORA1004: 'x' is not a value of MaxTrainSteps", project.Run("run", "-p:MaxTrainSteps=x").Failed());
    }
}
