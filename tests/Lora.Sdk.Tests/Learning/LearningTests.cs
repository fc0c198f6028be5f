namespace Lora.Sdk.Tests.Learning;

/// <summary>Does a LoRA learn its subject, and only that?</summary>
[Trait("Category", "Learning")]
public sealed class LearningTests(SdkPackage package, ITestOutputHelper output)
{
    /// <summary>The whole recipe, 8 seeds.</summary>
    [Theory]
    [InlineData("embedded")]
    [InlineData("torch")]
    public void Quickstart_LearnsItsSubjectAndLeavesOtherPromptsAlone(string runtime)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LORA_SLOW") == "1", "takes minutes: set LORA_SLOW=1; the small form below always runs");
        var measure = Measure($"learning-{runtime}", seeds: 8, $"-p:LoraRuntime={runtime}");

        // pictures with the trigger come clearly nearer to the training pictures, those without it at most a quarter as much
        Assert.InRange(measure.After, 0, 0.75 * measure.Before);
        Assert.InRange(measure.Share, double.NegativeInfinity, 0.25);
        // and these stay the base model's: a third of how far they went when there were no regularization images
        Assert.InRange(measure.Drift, 0, 0.1166 / 3);
    }

    /// <summary>A few steps, and fewer where each takes three times as long: the direction alone.</summary>
    [Theory]
    [InlineData("embedded", 150)]
    [InlineData("torch", 75)]
    public void FewSteps_MoveTheTriggersPicturesTowardsTheTrainingPictures(string runtime, int steps)
    {
        var measure = Measure($"learning-small-{runtime}", seeds: 2, $"-p:LoraRuntime={runtime}", FormattableString.Invariant($"-p:MaxTrainSteps={steps}"));

        Assert.InRange(measure.After, 0, 0.95 * measure.Before);
        Assert.InRange(measure.Share, double.NegativeInfinity, 1);
    }

    private SubjectMeasure Measure(string name, int seeds, params string[] arguments)
    {
        var measure = SubjectMeasure.Of(package, name, seeds, plain: false, arguments);
        output.WriteLine(measure.ToString());
        return measure;
    }
}
