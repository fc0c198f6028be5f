using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>The loss on pictures that are kept out: always of the same timesteps and noise, and without a trace in the training.</summary>
public sealed class ValidatorTests : IDisposable
{
    private static readonly Settings Quick = Settings.Of(
        "NetworkDim=4; LearningRate=1e-2; MaxTrainEpochs=4; TrainBatchSize=2; Seed=7; ValidationSplit=0.3; ShuffleCaption=true; SaveEveryNEpochs=1");

    private static readonly TrainingSet Held = TinyTraining.Set(3, 1, (8, 8), (6, 10));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Loss_IsTheSameForTheSameWeights()
    {
        using var model = new TinyModel();
        var live = model.Runtime.LiveTensors;
        var first = Look(model, Quick);
        Assert.Equal(first, Look(model, Quick));
        Assert.True(double.IsFinite(first) && first > 0);
        Assert.NotEqual(first, Look(model, Quick.With("ValidationSeed=8")));
        Assert.Equal(first, Look(model, Quick.With("ValidationSeed=7; Seed=9")));
        Assert.NotEqual(first, Look(model, Quick.With("MaxValidationSteps=1")));
        Assert.Equal(live, model.Runtime.LiveTensors);
    }

    [Fact]
    public void Loss_IsThatOfEveryPictureAndTimestepAlike()
    {
        using var model = new TinyModel();
        // one batch a picture or two in a batch: the noise of each differs, their number does not count
        TrainingSet one = TinyTraining.Set(1), twice = new([one.Samples[0], one.Samples[0]]);
        Assert.InRange(Look(model, Quick, twice) / Look(model, Quick, one), 0.8, 1.25);
    }

    [Fact]
    public void Look_LeavesTheTrainingAsItIs()
    {
        var plain = TinyTraining.Train(TinyTraining.Set(4), Quick);
        using var model = new TinyModel();
        var losses = new List<double>();
        var events = Run(model, Quick, losses);
        Assert.Equal(plain, events.Files[^1]);
        Assert.Equal(4, losses.Count);
        // the pictures that are kept out are much like those that are trained on
        Assert.True(losses[^1] < losses[0], string.Join(", ", losses));
    }

    [Theory]
    [InlineData("", new[] { 2, 4, 6, 8 })]
    [InlineData("ValidateEveryNEpochs=3", new[] { 6, 8 })]
    [InlineData("ValidateEveryNEpochs=0", new[] { 8 })]
    [InlineData("ValidateEveryNEpochs=2; ValidateEveryNSteps=3", new[] { 3, 4, 6, 8 })]
    [InlineData("MaxTrainSteps=5", new[] { 2, 4, 5 })]
    public void Steps_AreThoseAskedForAndTheLast(string settings, int[] due)
    {
        using var model = new TinyModel();
        using var scope = model.Runtime.NewScope();
        var plan = new Trainer(model.Model, TinyTraining.Set(4), Quick.With(settings)).Plan;
        var validator = new Validator(model.Model, Held, Quick.With(settings), plan);
        Assert.Equal(due, Enumerable.Range(1, plan.TotalSteps).Where(validator.IsDue));
    }

    [Fact]
    public void SavedState_HasTheLossesSoFar()
    {
        using var model = new TinyModel();
        var trainer = new Trainer(model.Model, TinyTraining.Set(4), Quick);
        using (var state = trainer.Begin())
        {
            state.Add(new ValidationLoss(2, 1, 0.125));
            state.Add(new ValidationLoss(4, 2, 0.25));
            state.Save(_folder["state"], "key");
        }

        using var other = trainer.Begin();
        Assert.True(other.TryLoad(_folder["state"], "key", out var problem), problem);
        Assert.Equal([new(2, 1, 0.125), new(4, 2, 0.25)], other.Validations);
    }

    private static double Look(TinyModel model, Settings settings, TrainingSet? held = null)
    {
        using var scope = model.Runtime.NewScope();
        var plan = new Trainer(model.Model, TinyTraining.Set(4), settings).Plan;
        return new Validator(model.Model, held ?? Held, settings, plan).Look(2).Loss;
    }

    private static RecordedEvents Run(TinyModel model, Settings settings, List<double> losses)
    {
        var trainer = new Trainer(model.Model, TinyTraining.Set(4), settings);
        using var state = trainer.Begin();
        var validator = new Validator(model.Model, TinyTraining.Set(1), settings, trainer.Plan);
        var events = new RecordedEvents
        {
            AfterStep = progress =>
            {
                if (validator.IsDue(progress.Step))
                {
                    losses.Add(validator.Look(progress.Step).Loss);
                }
            },
        };
        trainer.Run(state, events);
        return events;
    }
}
