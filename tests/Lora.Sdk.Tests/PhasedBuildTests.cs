namespace Lora.Sdk.Tests;

/// <summary>A training that goes on from another project's LoRA, in phases, with files of steps: everything real, and few steps.</summary>
public sealed class PhasedBuildTests(SdkPackage package)
{
    private const string Steps = "<SaveEveryNSteps>1</SaveEveryNSteps><SaveLastNSteps>1</SaveLastNSteps>";

    private const string Items = "<TrainPhase Include=\"all\" MaxTrainSteps=\"2\" LrScheduler=\"linear\" />"
        + "<TrainPhase Include=\"last\" MaxTrainSteps=\"2\" UnetLr=\"1e-4\" Images=\"images/zorblax-0*.jpg\" />"
        + "<Prompt Include=\"wave\" Text=\"zorblax, arms up\" Steps=\"2\" Scale=\"1\" />";

    [Fact]
    public void PhasesStepsAndNetworkWeights_MakeTheirFilesAndColumns()
    {
        UserProject.WithRealEngine(package, "phased-first").Build().Succeeded();
        var project = UserProject.WithRealEngine(
            package, "phased", Steps + "<NumRepeats>1</NumRepeats><NetworkWeights>../phased-first/bin/critter-1.0.0.safetensors</NetworkWeights>", Items);

        var output = project.Build().Succeeded();

        Assert.Contains("Training critter-1.0.0", output);
        Assert.Contains("phase 'last': steps 3 to 4 (1 an epoch; ended by MaxTrainSteps 2), images: 1; U-Net 0.0001", output);
        Assert.Contains("goes on from critter-1.0.0: ", output);
        Assert.Equal(["critter-1.0.0-step00000002", "critter-1.0.0-step00000003", "critter-1.0.0"], Loras(project));
        Assert.Equal(["base", "epoch-0003", "step-00000002", "step-00000003"], Columns(project));
        Assert.Contains("Up-to-date checks passed", project.Build("-question").Output);
        Assert.Contains("Phase 'all': 3 images, 3 samples, 3 steps an epoch; 2 steps, ended by MaxTrainSteps 2; linear",
            project.Run("build", "--no-restore", "-t:ShowPlan").Succeeded());

        project.Edit("critter.loraproj", Steps, "");
        project.Build("--no-restore").Succeeded();
        Assert.Equal(["critter-1.0.0"], Loras(project));
        Assert.Equal(["base", "epoch-0003"], Columns(project));
    }

    [Fact]
    public void WrongPhaseAndLostLora_AreErrorsInTheirLines()
    {
        var project = UserProject.WithDummyEngine(package, "wrong-phase", "<NetworkWeights>none.safetensors</NetworkWeights>",
            "<TrainPhase Include=\"p\" LrSchedule=\"linear\" /><TrainPhase Include=\"q\" MaxTrainSteps=\"x\" />");

        var output = project.Build().Failed();

        Assert.Matches(@"critter\.loraproj\(\d+,\d+\): error LORA1003: .*LrSchedule", output);
        Assert.Matches(@"critter\.loraproj\(\d+,\d+\): error LORA1063: TrainPhase 'q': 'x' is not a value of MaxTrainSteps", output);
        Assert.Matches(@"critter\.loraproj\(\d+,\d+\): error LORA1062: NetworkWeights: there is no file 'none\.safetensors'", output);
    }

    private static IEnumerable<string?> Loras(UserProject project) =>
        Directory.GetFiles(project.At("bin"), "*.safetensors").Select(Path.GetFileNameWithoutExtension)
            .OrderBy(name => !name!.Contains("-step", StringComparison.Ordinal)).ThenBy(name => name, StringComparer.Ordinal);

    private static IEnumerable<string?> Columns(UserProject project) =>
        Directory.GetDirectories(project.At("bin/samples")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
