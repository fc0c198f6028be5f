using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

public sealed class StepChecksTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public StepChecksTests()
    {
        _project.MindsSteps = true;
        // a bucket of its own: 3 batches of 2 an epoch from 5 samples
        _project.AddImage("images/c.png", TestImage.Png(256, 128), "wide");
        _project.AddImage("images/d.png", TestImage.Png(258, 128, seed: 4), "wide");
        _project.Values["NumRepeats"] = "3";
    }

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("MaxTrainEpochs", "33", "The training has 198 steps; 200 to 2000 are usual with Stable Diffusion 1.x.")]
    [InlineData("MaxTrainEpochs", "34", null)]
    [InlineData("MaxTrainSteps", "2000", null)]
    [InlineData("MaxTrainSteps", "2001", "The training has 2001 steps; 200 to 2000 are usual with Stable Diffusion 1.x.")]
    public void Steps_AreCountedBucketByBucket(string option, string value, string? problem)
    {
        _project.Values["MaxTrainEpochs"] = "1000";
        _project.Values[option] = value;

        var findings = _project.Run(Stage.Validate).Findings;

        Assert.Equal(problem is null ? [] : [TrainingDiagnostics.UnusualSteps.At(problem, _project.Paths.ProjectFile, 3, 5)], findings);
    }

    [Fact]
    public void XL_MayTakeTwiceAsMany()
    {
        using var project = StageProject.OnGoldenModel("sdxl-tiny");
        project.MindsSteps = true;
        project.Values["MaxTrainEpochs"] = "0";
        project.Values["MaxTrainSteps"] = "4000";
        Assert.Empty(Steps(project));

        project.Values["MaxTrainSteps"] = "4001";
        Assert.Single(Steps(project));
    }

    private static IEnumerable<Finding> Steps(StageProject project) =>
        project.Run(Stage.Validate).Findings.Where(finding => finding.Code == TrainingDiagnostics.UnusualSteps.Code);
}
