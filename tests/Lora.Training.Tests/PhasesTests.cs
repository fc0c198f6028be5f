using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>Trainings that follow each other in one run.</summary>
public class PhasesTests
{
    private static readonly Settings Quick = Settings.Of("NetworkDim=4; LearningRate=2e-3; TrainBatchSize=2; Seed=7; SaveEveryNEpochs=1");

    private static readonly TrainingSet Set = TinyTraining.Set(4, 1, (8, 8), (8, 4));

    [Fact]
    public void EqualPhases_AreOneTraining()
    {
        var whole = Run(Quick.With("MaxTrainEpochs=3"));
        var cut = Run(Quick, new("a", Quick.With("MaxTrainEpochs=1"), Set), new("b", Quick.With("MaxTrainEpochs=2"), Set));
        Assert.Equal(whole.Saves, cut.Saves);
        Assert.All(whole.Files.Zip(cut.Files), files => Assert.Equal(files.First, files.Second));
    }

    [Fact]
    public void RatesAndSchedule_BeginAnewAndEpochsGoOn()
    {
        // two steps an epoch; the second phase shows one bucket in one step an epoch
        var events = Run(
            Quick,
            new("linear", Quick.With("MaxTrainSteps=3; UnetLr=1e-3; TextEncoderLr=1e-4; LrScheduler=linear"), Set),
            new("few", Quick.With("MaxTrainEpochs=2; UnetLr=4e-3; TextEncoderLr=1e-4; LrScheduler=linear; LrWarmupSteps=1"), Set.Showing([0, 2])));
        Assert.Equal([(1, 1), (2, 1), (3, 2), (4, 3), (5, 4)], events.Steps.Select(step => (step.Step, step.Epoch)));
        Assert.All(events.Steps, step => Assert.Equal((5, 4), (step.TotalSteps, step.Epochs)));
        Assert.Equal([1e-3, 2e-3 / 3, 1e-3 / 3, 0, 4e-3], events.Steps.Select(step => step.RateOf("unet")!.Value), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([new(SaveKind.Epoch, 1, 2), new(SaveKind.Epoch, 2, 3), new(SaveKind.Epoch, 3, 4), new(SaveKind.Final, 4, 5)], events.Saves);
    }

    [Fact]
    public void PartWithoutARate_Rests()
    {
        var first = new TrainingPhase("both", Quick.With("MaxTrainEpochs=1"), Set);
        var rests = Run(Quick, first, new("U-Net", Quick.With("MaxTrainEpochs=1; TextEncoderLr=0"), Set));
        var (before, after) = (Parts(rests.Files[0]), Parts(rests.Files[^1]));
        Assert.Equal(before.Text, after.Text);
        Assert.NotEqual(before.Unet, after.Unet);
    }

    [Fact]
    public void SetOfSome_KeepsIndicesAndShowsThemAlone()
    {
        var some = Set.Showing([1, 2, 3]);
        Assert.Same(Set.Samples, some.Samples);
        Assert.Equal((3, 2), (some.SamplesPerEpoch, some.BatchesPerEpoch(2)));
        Assert.Equal([1, 2, 3], new BatchOrder(some, 2, 7).Epoch(0).SelectMany(batch => batch).Order());
        Assert.Throws<ArgumentException>(() => Set.Showing([]));
    }

    [Fact]
    public void PhaseThatCannotBe_IsTheCallersFault()
    {
        using var model = new TinyModel();
        Assert.Throws<ArgumentException>(() => new Trainer(
            model.Model, Set, Quick, new TrainingPhase("a", Quick.With("MaxTrainEpochs=1; LrWarmupSteps=10"), Set)));
    }

    private static RecordedEvents Run(Settings settings, params TrainingPhase[] phases)
    {
        using var model = new TinyModel();
        var events = new RecordedEvents();
        var trainer = new Trainer(model.Model, Set, settings, phases);
        using var state = trainer.Begin();
        trainer.Run(state, events);
        return events;
    }

    private static (float[] Text, float[] Unet) Parts(byte[] file)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["x.safetensors"], file);
        using var tensors = new Lora.Tensors.SafetensorsFile(folder["x.safetensors"]);
        float[] Of(string start) =>
            [.. tensors.Names.Where(name => name.StartsWith(start, StringComparison.Ordinal)).SelectMany(name => tensors.ReadFloats(name))];
        return (Of("lora_te_"), Of("lora_unet_"));
    }
}
