using Lora.Diffusion.Schedules;
using Lora.Testing;

namespace Lora.Training.Tests;

public class TrainerTests
{
    private static readonly Settings Quick =
        Settings.Of("NetworkDim=4; NetworkAlpha=4; LearningRate=2e-3; MaxTrainEpochs=2; TrainBatchSize=2; MinSnrGamma=5; Seed=7");

    [Fact]
    public void Loss_FallsOnLittleData()
    {
        var events = new RecordedEvents();
        TinyTraining.Train(TinyTraining.Set(4, 4), Quick.With("MaxTrainEpochs=10; TrainBatchSize=4; LearningRate=1e-2"), events);
        var losses = events.Steps.Select(s => s.Loss).ToArray();
        Assert.Equal(40, losses.Length);
        Assert.True(losses[^10..].Average() < 0.9 * losses[..10].Average(), $"{losses[..10].Average()} -> {losses[^10..].Average()}");
    }

    [Fact]
    public void Progress_TellsStepsEpochsAndRates()
    {
        var events = new RecordedEvents();
        TinyTraining.Train(TinyTraining.Set(3), Quick.With("UnetLr=1e-3; TextEncoderLr=5e-4; LrScheduler=linear"), events);
        Assert.Equal([(1, 1), (2, 1), (3, 2), (4, 2)], events.Steps.Select(s => (s.Step, s.Epoch)));
        Assert.All(events.Steps, s => Assert.Equal((4, 2), (s.TotalSteps, s.Epochs)));
        Assert.Equal([1e-3, 7.5e-4, 5e-4, 2.5e-4], events.Steps.Select(s => Math.Round(s.RateOf("unet")!.Value, 10)));
        Assert.Equal(5e-4, events.Steps[0].RateOf("text_encoder"));
        Assert.Equal(events.Steps[2..].Average(s => s.Loss), events.Steps[3].AverageLoss, 1e-12);
    }

    [Fact]
    public void Saves_ComeEveryEpochAskedForAndAtTheEnd()
    {
        var events = new RecordedEvents();
        TinyTraining.Train(TinyTraining.Set(2), Quick.With("MaxTrainEpochs=5; SaveEveryNEpochs=2"), events);
        Assert.Equal([new(SaveKind.Epoch, 2, 2), new(SaveKind.Epoch, 4, 4), new(SaveKind.Final, 5, 5)], events.Saves);
        Assert.NotEqual(events.Files[0], events.Files[1]);
    }

    [Fact]
    public void OnePartAlone_IsTrainedAlone()
    {
        Assert.All(Names(Quick.With("NetworkTrainUnetOnly=true")), n => Assert.StartsWith("lora_unet_", n));
        Assert.All(Names(Quick.With("NetworkTrainTextEncoderOnly=true")), n => Assert.StartsWith("lora_te_", n));
        Assert.Equal(["lora_te", "lora_un"], Names(Quick).Select(n => n[..7]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void FrozenWeights_AreUntouchedAndNothingLeaks()
    {
        using var model = new TinyModel();
        var weights = model.Model.UNet.Parameters.Concat(model.Model.TextEncoder.Parameters).ToArray();
        var before = weights.Select(w => w.Value.ToFloats()).ToArray();
        var live = model.Runtime.LiveTensors;
        TinyTraining.Run(model.Model, TinyTraining.Set(2), Quick.With("GradientCheckpointing=true"), new RecordedEvents());
        Assert.Equal(live, model.Runtime.LiveTensors);
        Assert.All(weights.Zip(before), pair => Assert.Equal(pair.Second, pair.First.Value.ToFloats()));
        Assert.All(TinyTraining.Targets(model.Model), target => Assert.Null(target.Layer.Adapter));
        Assert.False(model.Model.GradientCheckpointing);
    }

    [Fact]
    public void Checkpointing_ChangesRoundingAlone()
    {
        // gradients of inputs that several segments share are added in another order
        var plain = TinyTraining.Weights(TinyTraining.Train(TinyTraining.Set(2), Quick.With("MaxTrainSteps=1")));
        var recomputed = TinyTraining.Weights(TinyTraining.Train(TinyTraining.Set(2), Quick.With("MaxTrainSteps=1; GradientCheckpointing=true")));
        var difference = Math.Sqrt(plain.Zip(recomputed, (a, b) => ((double)a - b) * ((double)a - b)).Sum());
        Assert.InRange(difference / Math.Sqrt(plain.Sum(v => (double)v * v)), 0, 1e-5);
    }

    [Fact]
    public void CachedEmbeddings_ChangeNothing()
    {
        var options = Quick.With("NetworkTrainUnetOnly=true");
        var set = TinyTraining.Set(3);
        using var model = new TinyModel();
        var cached = new TrainingSet([.. set.Samples.Select(s =>
        {
            using var off = model.Runtime.NoGrad();
            return s with { Conditioning = model.Model.Text.EncodeCaptions([s.Caption]).ToArrays() };
        })]);
        Assert.Equal(TinyTraining.Train(set, options), TinyTraining.Train(cached, options));
    }

    [Fact]
    public void Options_ThatMatter_ChangeTheWeights()
    {
        var set = TinyTraining.Set(3, 1, (8, 8), (8, 4));
        var plain = TinyTraining.Train(set, Quick);
        Assert.Equal(plain, TinyTraining.Train(set, Quick));
        Settings[] others =
        [
            Quick.With("Seed=8"), Quick.With("MinSnrGamma=0.01"), Quick.With("ShuffleCaption=true"),
            Quick.With("CaptionPrefix=best quality"), Quick.With("CaptionDropoutEveryNEpochs=1"), Quick.With("TokenWarmupStep=0.9"),
            Quick.With("MaxGradNorm=1e-3"), Quick.With("TrainBatchSize=1"),
            Quick.With("OptimizerArgs=weight_decay=0.5"), Quick.With("NetworkAlpha=1"),
            Quick.With("LrScheduler=cosine"), Quick.With("GradientAccumulationSteps=2"),
            Quick.With("DebiasedEstimationLoss=true"), Quick.With("TextEncoderLr=1e-5"),
            Quick.With("LossType=huber"), Quick.With("NoiseOffset=0.1"), Quick.With("IpNoiseGamma=0.1"), Quick.With("MaxTimestep=500"),
        ];
        Assert.All(others, other => Assert.NotEqual(plain, TinyTraining.Train(set, other)));
    }

    [Fact]
    public void MasksWeightsAndCaptionWeights_ChangeTheWeights()
    {
        var set = TinyTraining.Set(2);
        TrainingSet With(Func<TrainingSample, TrainingSample> change) => new([change(set.Samples[0]), set.Samples[1]]);
        var plain = TinyTraining.Train(set, Quick);
        Assert.Equal(plain, TinyTraining.Train(With(sample => sample with { Mask = [.. Enumerable.Repeat(1f, 64)] }), Quick));
        Assert.NotEqual(plain, TinyTraining.Train(With(sample => sample with { Mask = [.. Enumerable.Range(0, 64).Select(i => i < 32 ? 0f : 1f)] }), Quick));
        Assert.NotEqual(plain, TinyTraining.Train(With(sample => sample with { LossWeight = 0.5f }), Quick));
        Assert.Equal(plain, TinyTraining.Train(set, Quick.With("WeightedCaptions=true")));
        var weighed = With(sample => sample with { Caption = "(zorblax:1.3), tag0, blue, tall" });
        Assert.NotEqual(TinyTraining.Train(weighed, Quick), TinyTraining.Train(weighed, Quick.With("WeightedCaptions=true")));
    }

    [Fact]
    public void WeightNorms_AreHeldAndReported()
    {
        var (free, held) = (new RecordedEvents(), new RecordedEvents());
        TinyTraining.Train(TinyTraining.Set(3), Quick, free);
        TinyTraining.Train(TinyTraining.Set(3), Quick.With("ScaleWeightNorms=1e-3"), held);
        Assert.NotEqual(free.Files[^1], held.Files[^1]);
        Assert.All(free.Steps, step => Assert.Empty(step.Figures));
        Assert.All(held.Steps, step => Assert.Equal(WeightNorms.Names, step.Figures.Select(figure => figure.Name)));
        Assert.True(held.Steps[^1].Figures[0].Value > 0, "no layer came above the limit");
        Assert.All(held.Steps, step => Assert.InRange(step.Figures[2].Value, 1e-12, 1e-3));
    }

    [Fact]
    public void Cancel_StopsAfterTheStep()
    {
        using var source = new CancellationTokenSource();
        var events = new RecordedEvents { AfterStep = p => { if (p.Step == 2) { source.Cancel(); } } };
        Assert.Throws<OperationCanceledException>(() => TinyTraining.Train(TinyTraining.Set(3), Quick, events, source.Token));
        Assert.Equal(2, events.Steps.Count);
        Assert.Empty(events.Saves);
    }

    [Fact]
    public void LossThatIsNotFinite_IsNamed()
    {
        var broken = new TrainingSet([TinyTraining.Set(1).Samples[0] with { LossWeight = float.MaxValue }]);
        var options = Quick.With("MinSnrGamma=0; MaxTrainEpochs=20; LearningRate=10");
        var error = Assert.Throws<TrainingException>(() => TinyTraining.Train(broken, options));
        Assert.Contains("not finite", error.Message);
    }

    [Fact]
    public void OptionsThatDoNotGoTogether_AreTheCallersFault()
    {
        using var model = new TinyModel();
        var set = TinyTraining.Set(1);
        var nothing = new Trainer(model.Model, set, Quick.With("NetworkTrainUnetOnly=true; NetworkTrainTextEncoderOnly=true"));
        Assert.Throws<ArgumentException>(nothing.Begin);
        Assert.Throws<ArgumentException>(() => new Trainer(model.Model, set, Quick.With("LrWarmupSteps=10")));
        Assert.Throws<ArgumentException>(() => new Trainer(model.Model, set, Quick.With("LrScheduler=cosine; LrWarmupSteps=1.5")));
        var large = new TrainingSet([set.Samples[0] with { Repeats = 10000 }]);
        Assert.Throws<ArgumentException>(() => new Trainer(model.Model, large, Quick.With("MaxTrainEpochs=1000000")));
    }

    [Fact]
    public void WhatIsPredicted_IsTheModelsToSay()
    {
        using var model = new TinyModel();
        var schedule = new NoiseSchedule(model.Model.Schedule.Config with { PredictionType = PredictionType.VPrediction });
        var (noise, velocity) = (new RecordedEvents(), new RecordedEvents());
        TinyTraining.Run(model.Model, TinyTraining.Set(2), Quick, noise);
        TinyTraining.Run(new RecordingModel(model.Model) { Schedule = schedule }, TinyTraining.Set(2), Quick, velocity);
        Assert.NotEqual(noise.Files[^1], velocity.Files[^1]);
    }

    private static IEnumerable<string> Names(Settings settings)
    {
        using var model = new TinyModel();
        using var network = new AdapterNetwork(model.Model, settings);
        return [.. network.Parameters.Select(parameter => parameter.Name)];
    }
}
