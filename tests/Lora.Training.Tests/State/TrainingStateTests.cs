using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>
/// A run that was stopped and goes on in another process gives what an unbroken one gives, to the byte; a state that is not its own changes nothing.
/// </summary>
public sealed class TrainingStateTests : IDisposable
{
    private const string Key = "key of the training";

    // 5 batches an epoch, the last step of one batch only: 3 steps an epoch, 9 in all
    private static readonly Settings Quick = Settings.Of(
        "NetworkDim=4; LearningRate=2e-3; LrScheduler=cosine; MinSnrGamma=5; MaxTrainEpochs=3; TrainBatchSize=2; GradientAccumulationSteps=2; "
        + "SaveEveryNEpochs=1; Seed=7");

    private static readonly TrainingSet Set = TinyTraining.Set(5, 2, (8, 8), (6, 10));

    private readonly TempFolder _folder = new();

    private TrainingPhase[] _phases = [];

    private StartingWeights? _start;

    private string StatePath => _folder["state.safetensors"];

    [Theory]
    [InlineData("ShuffleCaption=true; KeepTokens=1")]
    [InlineData("EnableWildcard=true; CaptionDropoutRate=0.2; CaptionDropoutEveryNEpochs=2; CaptionTagDropoutRate=0.3; TokenWarmupStep=0.8")]
    [InlineData("NetworkTrainUnetOnly=true; NetworkArgs=conv_dim=2")]
    [InlineData("NetworkDropout=0.3; NetworkArgs=rank_dropout=0.2 module_dropout=0.2; GradientCheckpointing=true")]
    [InlineData("NetworkAlgo=dylora; NetworkArgs=unit=2")]
    [InlineData("NetworkAlgo=lokr; NetworkDropout=0.3; NetworkArgs=rank_dropout=0.2 use_scalar=true dora_wd=true; GradientCheckpointing=true")]
    [InlineData("NetworkAlgo=tlora")]
    [InlineData("OptimizerType=AdamW8bit; NetworkDim=128; NetworkTrainUnetOnly=true")]
    [InlineData("OptimizerType=ProdigyPlusScheduleFree; LearningRate=1")]
    [InlineData("OptimizerType=AdaFactor")]
    [InlineData("NoiseOffset=0.1; NoiseOffsetRandomStrength=true; MultiresNoiseIterations=4; IpNoiseGamma=0.1; LossType=huber; LrScheduler=rex")]
    [InlineData("ScaleWeightNorms=0.01; SaveEveryNSteps=2; SaveLastNSteps=2; SaveLastNEpochs=1")]
    [InlineData("NetworkArgs=mid_lr_weight=0.5 loraplus_lr_ratio=4")]
    [InlineData("FusedBackwardPass=true; GradientAccumulationSteps=1; TrainBatchSize=4; OptimizerType=AdamW8bit; NetworkDim=128")]
    [InlineData("FusedBackwardPass=true; GradientAccumulationSteps=1; TrainBatchSize=4; OptimizerType=AdaFactor; NetworkArgs=loraplus_lr_ratio=4")]
    public void GoneOn_GivesTheBytesOfAnUnbrokenRun(string settings) => GoesOn(Quick.With(settings));

    [Fact]
    public void Phases_GoOnAcrossTheirBorders()
    {
        // three steps an epoch, then one
        _phases = [
            new("all", Quick.With("MaxTrainEpochs=0; MaxTrainSteps=4; TextEncoderLr=0; ShuffleCaption=true"), Set),
            new("few", Quick.With("MaxTrainEpochs=0; MaxTrainSteps=5; LrScheduler=linear; LrWarmupSteps=2"), Set.Showing([0, 1])),
        ];
        GoesOn(Quick.With("ShuffleCaption=true; SaveEveryNSteps=4"));
    }

    [Fact]
    public void RunFromALora_GoesOnToo()
    {
        var first = new RecordedEvents();
        Run(Quick, first, null);
        File.WriteAllBytes(_folder["start.safetensors"], first.Files[0]);
        _start = new StartingWeights(_folder["start.safetensors"]);
        GoesOn(Quick.With("DimFromWeights=true; NetworkDim=2"));
    }

    /// <summary>An optimizer whose state has the parameters' shapes.</summary>
    [Fact]
    public void ShapedState_GoesOnToo() => GoesOn(Quick, () => new RowsAndColumns());

    [Fact]
    public void State_SavedInAStepAndAfterCancelling_IsTheSame()
    {
        Stop(Quick, 2);
        Assert.Equal(File.ReadAllBytes(StatePath), File.ReadAllBytes(_folder["cancelled.safetensors"]));
    }

    [Fact]
    public void StateThatCannotBeUsed_ChangesNothing()
    {
        Stop(Quick, 2);
        var whole = File.ReadAllBytes(StatePath);
        var last = (byte[])whole.Clone();
        last[^1] ^= 1;
        using var model = new TinyModel();
        var trainer = new Trainer(model.Model, Set, Quick);
        using var state = trainer.Begin();
        var fresh = state.Tensors.SelectMany(tensor => tensor.Value.ToFloats()).ToArray();

        void Refused(string reason, Action damage, string key = Key)
        {
            File.WriteAllBytes(StatePath, whole);
            damage();
            Assert.False(state.TryLoad(StatePath, key, out var problem));
            Assert.Contains(reason, problem);
            Assert.Equal(0, state.Step);
            Assert.Empty(state.Losses);
            Assert.Equal(fresh, state.Tensors.SelectMany(tensor => tensor.Value.ToFloats()));
        }

        Refused("check sum", () => File.WriteAllBytes(StatePath, last));
        Refused("damaged", () => File.WriteAllBytes(StatePath, whole[..^1]));
        Refused("damaged", () => File.WriteAllBytes(StatePath, whole[..100]));
        Refused("damaged", () => File.WriteAllBytes(StatePath, []));
        Refused("cannot be read", () => File.Delete(StatePath));
        Refused("another training", () => { }, "another key");
        Refused("no state", () => LoraWriter.Save(StatePath, state.Network, new Dictionary<string, string>(), "fp32"));
        Refused("of version 9, not 1", () => Rewrite(metadata => metadata["training_state"] = "9"));
        Refused("check sum", () => Rewrite(metadata => metadata.Remove("sha256")));
        Refused("parameters are others", () => Stop(Quick.With("NetworkDim=2"), 1));
        Refused("tensors are others", () => Stop(Quick, 1, () => new RowsAndColumns()));

        File.WriteAllBytes(StatePath, whole);
        Assert.True(state.TryLoad(StatePath, Key, out var none), none);
        Assert.Equal(2, state.Step);
    }

    [Fact]
    public void StateInTheMidstOfAStep_IsNotSaved()
    {
        using var model = new TinyModel();
        var broken = new TrainingSet([TinyTraining.Set(1).Samples[0] with { LossWeight = float.MaxValue }]);
        var trainer = new Trainer(model.Model, broken, Quick.With("MinSnrGamma=0"));
        using var state = trainer.Begin();
        Assert.Throws<TrainingException>(() => trainer.Run(state, new RecordedEvents()));
        Assert.Throws<InvalidOperationException>(() => state.Save(StatePath, Key));
    }

    public void Dispose() => _folder.Dispose();

    private void GoesOn(OptionValues values, Func<Optimizer>? optimizer = null)
    {
        var unbroken = new RecordedEvents();
        Run(values, unbroken, optimizer);
        Assert.Equal(9, unbroken.Steps.Count);
        // inside the first epoch, at its end before its file, inside the second (at the end of the first phase and in the next)
        foreach (var step in (int[])[1, 3, 4, 5])
        {
            var before = Stop(values, step, optimizer);
            var goneOn = new RecordedEvents();
            Run(values, goneOn, optimizer, state => Assert.True(state.TryLoad(StatePath, Key, out var problem), problem));
            Assert.Equal(unbroken.Steps.Select(Line), goneOn.Steps.Select(Line));

            // the files before the state are the first run's
            var plan = TrainingPlan.From(Set, values, _phases);
            var kept = Enumerable.Range(1, step - 1).Sum(done => plan.DueAfter(done).Count());
            Assert.Equal(unbroken.Saves, [.. before.Saves.Take(kept), .. goneOn.Saves]);
            Assert.All(unbroken.Files.Zip([.. before.Files.Take(kept), .. goneOn.Files]), files => Assert.Equal(files.First, files.Second));
        }
    }

    /// <summary>A run that ends after a step and leaves its state, saved in the step and, beside it, after the cancellation.</summary>
    private RecordedEvents Stop(OptionValues values, int step, Func<Optimizer>? optimizer = null)
    {
        using var source = new CancellationTokenSource();
        TrainingState? running = null;
        var events = new RecordedEvents
        {
            AfterStep = progress =>
            {
                if (progress.Step == step)
                {
                    running!.Save(StatePath, Key);
                    source.Cancel();
                }
            },
        };
        Run(values, events, optimizer, state => running = state, source.Token);
        Assert.Equal(step, events.Steps.Count);
        return events;
    }

    private void Run(
        OptionValues values, RecordedEvents events, Func<Optimizer>? optimizer, Action<TrainingState>? begun = null, CancellationToken cancel = default)
    {
        using var model = new TinyModel();
        model.Model.Load(ModelPart.TextEncoder, ModelPart.Unet);
        var trainer = new Trainer(model.Model, Set, values, _phases) { Start = _start };
        using var state = optimizer is null ? trainer.Begin() : new TrainingState(model.Model, values, optimizer());
        begun?.Invoke(state);
        try
        {
            trainer.Run(state, events, cancel);
        }
        catch (OperationCanceledException)
        {
            state.Save(_folder["cancelled.safetensors"], Key);
        }
    }

    private void Rewrite(Action<Dictionary<string, string>> change)
    {
        using var memory = new MemoryStream();
        using (var file = new SafetensorsFile(StatePath))
        {
            var metadata = file.Metadata.ToDictionary(StringComparer.Ordinal);
            change(metadata);
            var writer = new SafetensorsWriter(metadata);
            foreach (var tensor in file.Tensors)
            {
                writer.Add(tensor.Name, tensor.DType, tensor.Shape, file.Bytes(tensor.Name).ToArray());
            }

            writer.Write(memory);
        }

        File.WriteAllBytes(StatePath, memory.ToArray());
    }

    private static string Line(TrainingProgress step) => FormattableString.Invariant(
        $"{step.Step}/{step.TotalSteps} {step.Epoch}/{step.Epochs} {step.Loss:R} {step.AverageLoss:R} {Join(step.Rates)} {Join(step.Figures)}");

    private static string Join<T>(IEnumerable<T> parts) => string.Join(' ', parts);
}
