using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

public class PriorPredictionTests
{
    private static readonly Settings Quick =
        Settings.Of("NetworkDim=4; NetworkAlpha=4; LearningRate=1e-2; TrainBatchSize=2; MaxTrainSteps=6; Seed=7; PriorPrediction=true");

    /// <summary>What the class asks for is what the base model does already.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("NetworkTrainUnetOnly=true; MinSnrGamma=5; LossType=huber")]
    [InlineData("ShuffleCaption=true; PriorCaptionDropoutRate=0; GradientCheckpointing=true")]
    public void ClassAlone_TeachesNothing(string more)
    {
        var events = new RecordedEvents();
        var weights = TinyTraining.Weights(TinyTraining.Train(WithClass(4, _ => true), Quick.With(more), events));

        Assert.Equal(6, events.Steps.Count);
        Assert.All(events.Steps, step => Assert.Equal(0, step.Loss));
        // without it they are pictures as others are
        Assert.NotEqual(weights, TinyTraining.Weights(TinyTraining.Train(WithClass(4, _ => true), Quick.With(more + "; PriorPrediction=false"))));
    }

    [Fact]
    public void ClassKeepsWhatSubjectsChange()
    {
        double Drift(string more)
        {
            using var model = new TinyModel();
            var trainer = new Trainer(model.Model, WithClass(4, i => i >= 2), Quick.With("MaxTrainSteps=40; TrainBatchSize=4; ShuffleCaption=false; " + more));
            using var state = trainer.Begin();
            trainer.Run(state, new RecordedEvents());
            using var scope = model.Runtime.NewScope();
            using var off = model.Runtime.NoGrad();
            var noisy = model.Runtime.FromFloats([.. Enumerable.Range(0, 256).Select(k => MathF.Sin(k))], [1, 4, 8, 8]);
            var before = model.Model.Predict(noisy, [500f], model.Model.Text.EncodeCaptions(["zorblax, tag3, blue, tall"], 1, 1)).ToFloats();
            state.Network.Apply();
            var after = model.Model.Predict(noisy, [500f], model.Model.Text.EncodeCaptions(["zorblax, tag3, blue, tall"], 1, 1)).ToFloats();
            state.Network.Remove();
            return Math.Sqrt(before.Zip(after, (a, b) => (double)(a - b) * (a - b)).Sum());
        }

        Assert.InRange(Drift(""), 0, 0.7 * Drift("PriorPrediction=false"));
    }

    [Fact]
    public void Target_IsTheBaseModelsWhereAPictureIsOfTheClass()
    {
        using var model = new TinyModel();
        var set = WithClass(3, i => i == 1);
        OptionValues settings = Quick.With("ShuffleCaption=true; PriorCaptionDropoutRate=0");
        var trainer = new Trainer(model.Model, set, settings);
        using var state = trainer.Begin();
        trainer.Run(state, new RecordedEvents());
        using var scope = model.Runtime.NewScope();
        var captions = new CaptionConditioning(model.Model, set, settings, CaptionRecipe.Of(settings, 6), state.Captions);
        state.Network.Apply();
        var batch = new BatchMaker(model.Model, set, settings, state.Noise).Next([0, 1, 2]);
        string[] read = ["a", "zorblax, tall, blue", "c"];

        var target = new PriorPrediction(model.Model, set, settings, state.Network, captions).Apply(batch, [0, 1, 2], read).Target;

        var withAdapters = Predicted();
        state.Network.Remove();
        var plain = Predicted();
        Assert.Equal(plain, target.Narrow(0, 1, 1).ToFloats());
        Assert.NotEqual(plain, withAdapters);
        Assert.Equal(batch.Target.Narrow(0, 0, 1).ToFloats(), target.Narrow(0, 0, 1).ToFloats());
        Assert.Equal(batch.Target.Narrow(0, 2, 1).ToFloats(), target.Narrow(0, 2, 1).ToFloats());

        float[] Predicted()
        {
            using var off = model.Runtime.NoGrad();
            return model.Model.Predict(batch.Noisy.Narrow(0, 1, 1), [batch.Timesteps[1]], captions.Of([1], ["zorblax, tall, blue"])).ToFloats();
        }
    }

    [Fact]
    public void CaptionsOfTheClass_AreDroppedAtARateOfTheirOwn()
    {
        using var model = new TinyModel();
        var set = WithClass(2, i => i == 1);
        string[] Draw(string more)
        {
            OptionValues settings = Quick.With(more);
            return new CaptionConditioning(model.Model, set, settings, CaptionRecipe.Of(settings, 6), new RandomStream(1, RandomPurpose.Captions))
                .Draw([0, 1, 0, 1], new(1, 0))!;
        }

        Assert.Equal([set.Samples[0].Caption, "", set.Samples[0].Caption, ""], Draw("PriorCaptionDropoutRate=1"));
        Assert.Equal(["", set.Samples[1].Caption, "", set.Samples[1].Caption], Draw("PriorCaptionDropoutRate=0; CaptionDropoutRate=1"));
    }

    /// <summary>A run that goes on draws and predicts what an unbroken one does.</summary>
    [Fact]
    public void SavedState_GoesOnAsIfNothingHadHappened()
    {
        var set = WithClass(4, i => i % 2 == 1);
        var whole = TinyTraining.Train(set, Quick);
        using var folder = new TempFolder();
        var events = new RecordedEvents();
        using (var model = new TinyModel())
        {
            var trainer = new Trainer(model.Model, set, Quick);
            using var state = trainer.Begin();
            using var cancel = new CancellationTokenSource();
            var stopping = new RecordedEvents
            {
                AfterStep = progress =>
                {
                    if (progress.Step == 3)
                    {
                        cancel.Cancel();
                    }
                },
            };
            Assert.Throws<OperationCanceledException>(() => trainer.Run(state, stopping, cancel.Token));
            state.Save(folder["state"], "key");
        }

        using (var model = new TinyModel())
        {
            var trainer = new Trainer(model.Model, set, Quick);
            using var state = trainer.Begin();
            Assert.True(state.TryLoad(folder["state"], "key", out var problem), problem);
            trainer.Run(state, events);
        }

        Assert.Equal(whole, events.Files[^1]);
    }

    private static TrainingSet WithClass(int count, Func<int, bool> isClass) =>
        new([.. TinyTraining.Set(count).Samples.Select((sample, i) => sample with { IsRegularization = isClass(i) })]);
}
