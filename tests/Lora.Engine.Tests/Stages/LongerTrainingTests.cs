using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>
/// A training whose length alone has changed goes on from the saved state of the one before, to the files of one from scratch, or says why not.
/// </summary>
public sealed class LongerTrainingTests
{
    /// <summary>What is written beside the shared settings, <c>NAME=VALUE</c> with spaces between.</summary>
    [Theory]
    [InlineData("LrScheduler=constant OptimizerType=AdamW")]
    [InlineData("LrScheduler=constant_with_warmup LrWarmupSteps=3 OptimizerType=AdamW8bit")]
    [InlineData("LrScheduler=constant GradientAccumulationSteps=3 SaveEveryNSteps=2 SaveLastNSteps=2 SaveLastNEpochs=1")]
    [InlineData("LrScheduler=constant ShuffleCaption=true CaptionDropoutRate=0.3 CaptionTagDropoutRate=0.2 NetworkDropout=0.2 TokenWarmupStep=5")]
    [InlineData("LrSchedulerType=StepLR LrSchedulerArgs=step_size=3 SaveFormat=diffusers SavePrecision=bf16")]
    [InlineData("OptimizerType=AdamWScheduleFree MixedPrecision=fp16 ValidateEveryNEpochs=2")]
    public void OneEpochMore_GoesOnToTheSameFiles(string values)
    {
        using var scratch = Project(values, epochs: 4);
        scratch.RunAll(Stage.Train);
        using var project = Project(values, epochs: 3);
        project.RunAll(Stage.Train);
        var (steps, first) = (Steps(project), project.Events);

        project.Values["MaxTrainEpochs"] = "4";
        Assert.Contains(Explained(project), line => line.StartsWith(FormattableString.Invariant($"  Train                goes on from step {steps}; ")));
        project.RunAll(Stage.Train);

        Assert.Contains(FormattableString.Invariant($"Train goes on from step {steps} of {Steps(scratch)}"), project.Events.Text);
        Assert.DoesNotContain("goes on", first.Text);
        Assert.Equal(steps + 1, project.Events.All.OfType<ProgressEvent>().First().Step);
        Assert.Equal(Made(scratch), Made(project));
    }

    /// <summary>In the midst of an epoch, and with a length in steps; the shorter one was stopped before its end.</summary>
    [Theory]
    [InlineData(6, 6)]
    [InlineData(3, 6)]
    [InlineData(6, 4)]
    [InlineData(3, 12)]
    public void Steps_CountAsEpochsDo(int stoppedAt, int before)
    {
        const string values = "LrScheduler=constant";
        using var scratch = Project(values, epochs: 0, steps: 9);
        scratch.RunAll(Stage.Train);
        using var project = Project(values, epochs: 0, steps: before);
        using var stop = new CancellationTokenSource();
        project.Heard = message => _ = message is ProgressEvent { Step: var at } && at == stoppedAt && Cancel(stop);
        project.Run(Stage.Train, stop.Token);
        project.Heard = static _ => { };

        project.Values["MaxTrainSteps"] = "9";
        project.RunAll(Stage.Train);

        Assert.Contains($"Train goes on from step {Math.Min(stoppedAt, before)} of 9", project.Events.Text);
        Assert.Equal(Made(scratch), Made(project));
    }

    [Theory]
    [InlineData("LrScheduler=cosine", "the rates of cosine depend on the number of steps")]
    [InlineData("LrScheduler=constant_with_warmup LrWarmupSteps=0.1", "LrWarmupSteps 0.1 is a part of all steps")]
    [InlineData("LrScheduler=constant TokenWarmupStep=0.5", "TokenWarmupStep 0.5 is a part of all steps")]
    [InlineData("LrScheduler=constant SaveNEpochRatio=2", "SaveNEpochRatio keeps other epochs of a training of another length")]
    [InlineData("LrScheduler=constant SampleEveryNEpochs=2", "it draws pictures on its way, and the LoRAs of the way are not kept")]
    public void WhatLooksAtTheLength_BeginsAnewAndSaysWhy(string values, string why)
    {
        using var scratch = Project(values, epochs: 2);
        scratch.RunAll(Stage.Train);
        using var project = Project(values, epochs: 1);
        project.RunAll(Stage.Train);

        project.Values["MaxTrainEpochs"] = "2";
        Assert.Contains($"    it begins anew, since {why}", Explained(project));
        project.RunAll(Stage.Train);

        Assert.Contains($"Train begins anew, since {why}", project.Events.Text);
        Assert.Equal(Made(scratch), Made(project));
    }

    [Fact]
    public void FewerEpochs_BeginAnew()
    {
        using var scratch = Project("LrScheduler=constant", epochs: 1);
        scratch.RunAll(Stage.Train);
        using var project = Project("LrScheduler=constant", epochs: 2);
        project.RunAll(Stage.Train);

        project.Values["MaxTrainEpochs"] = "1";
        project.RunAll(Stage.Train);

        Assert.Contains("Train begins anew, since the saved state is that of step 8, behind its end", project.Events.Text);
        Assert.Equal(Made(scratch), Made(project));
    }

    [Fact]
    public void LostEpoch_BeginsAnew()
    {
        using var scratch = Project("LrScheduler=constant", epochs: 3);
        scratch.RunAll(Stage.Train);
        using var project = Project("LrScheduler=constant", epochs: 2);
        project.RunAll(Stage.Train);
        File.Delete(Path.Combine(project.Paths.CacheDirectory, "cas", Digest.OfFile(project.Out("test-1.0.0-000001.safetensors"))));
        File.Delete(project.Out("test-1.0.0-000001.safetensors"));

        project.Values["MaxTrainEpochs"] = "3";
        project.RunAll(Stage.Train);

        Assert.Contains("Train begins anew, since the saved state cannot be used: the LoRA of an epoch before it is lost", project.Events.Text);
        Assert.Equal(Made(scratch), Made(project));
    }

    [Fact]
    public void OtherTraining_KnowsNothingOfIt()
    {
        using var project = Project("LrScheduler=constant", epochs: 1);
        project.RunAll(Stage.Train);

        (project.Values["MaxTrainEpochs"], project.Values["UnetLr"]) = ("2", "1e-4");
        project.RunAll(Stage.Train);

        Assert.DoesNotContain("goes on", project.Events.Text);
        Assert.DoesNotContain("begins anew", project.Events.Text);
    }

    private static string[] Explained(StageProject project) => [.. new ExplainReport(project.Plan(), StageKeys.Of(project.Plan()), isWrong: false).Lines()];

    private static bool Cancel(CancellationTokenSource stop)
    {
        stop.Cancel();
        return true;
    }

    private static int Steps(StageProject project) =>
        File.ReadAllLines(project.Out("test-1.0.0.log.jsonl")).Count(line => line.Contains("\"loss\"", StringComparison.Ordinal));

    private static IReadOnlyList<OutputFile> Made(StageProject project)
    {
        var made = new StageFiles(project.Paths, Stage.Train).ReadMade()!.Outputs;
        Assert.All(made, file => Assert.Equal(file.Sha256, Digest.OfFile(file.In(project.Paths))));
        return made;
    }

    // epochs of four steps, each kept
    private static StageProject Project(string values, int epochs, int steps = 0)
    {
        var project = StageProject.OnTinyModel();
        project.Values["TrainBatchSize"] = "1";
        project.Values["NumRepeats"] = "2";
        project.Values["SaveEveryNEpochs"] = "1";
        (project.Values["MaxTrainEpochs"], project.Values["MaxTrainSteps"]) = ($"{epochs}", $"{steps}");
        foreach (var pair in values.Split(' '))
        {
            var (name, value) = (pair[..pair.IndexOf('=', StringComparison.Ordinal)], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            project.Values[name] = value;
        }

        if (values.Contains("Validate", StringComparison.Ordinal))
        {
            project.AddImage("images/c.png", TestImage.Png(128, 128, seed: 3));
            project.Say = static image => image.Index == 2 ? image with { IsValidation = true } : image;
        }

        if (values.Contains("SaveNEpochRatio", StringComparison.Ordinal))
        {
            project.Values.Remove("SaveEveryNEpochs");
        }

        project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents);
        return project;
    }
}
