using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>
/// A fused backward pass is another order of the same work: what is not clipped comes out to the bit as behind the way back, on both runtimes. It holds no
/// gradient when it is done.
/// </summary>
public sealed class FusedBackwardTests
{
    private const string Fused = "FusedBackwardPass=true";

    // a dim at which some tensors are large enough for moments of 8 bits
    private static readonly Settings Quick = Settings.Of("NetworkDim=128; LearningRate=2e-3; MaxTrainSteps=2; MaxGradNorm=0; TrainBatchSize=2; Seed=3");

    private static readonly TrainingSet Set = TinyTraining.Set(4, 1, (8, 8), (6, 10));

    /// <summary>Every optimizer here; on libtorch those of which one is of each kind.</summary>
    public static TheoryData<string, string> Optimizers => [
        .. Lora.Vocabulary.Optimizers.All.Where(row => !row.FindsRate).Select(row => ("embedded", $"OptimizerType={row.Name}")),
        .. ((string[])["AdamW", "AdamW8bit", "AdaFactor", "Lion", "CAME", "AdamWScheduleFree"]).Select(name => ("torch", $"OptimizerType={name}")),
        .. ((string[])["embedded", "torch"]).Select(runtime => (runtime, "OptimizerType=AdaFactor; OptimizerArgs=relative_step=false scale_parameter=false")),
    ];

    public static TheoryData<string> Finders =>
        [.. Lora.Vocabulary.Optimizers.All.Where(row => row.FindsRate).Select(row => $"OptimizerType={row.Name}; LearningRate=1")];

    public static TheoryData<string> Networks => new(
        from settings in Lora.Vocabulary.Networks.All
            .Select(row => $"NetworkAlgo={row}{(row == Lora.Vocabulary.Networks.Boft ? "; NetworkDim=8" : "")}").Concat(
        [
            "NetworkArgs=conv_dim=2 loraplus_lr_ratio=4 mid_lr_weight=0.5",
            "NetworkAlgo=loha; NetworkArgs=use_tucker=true dora_wd=true use_scalar=true conv_dim=2",
            "NetworkAlgo=lokr; NetworkArgs=factor=4 decompose_both=true", "NetworkDropout=0.3; NetworkArgs=rank_dropout=0.2 module_dropout=0.5",
            "ScaleWeightNorms=0.01", "TextEncoderLr=1e-3; UnetLr=0", "ShuffleCaption=true; MaxTokenLength=150",
        ])
        select "NetworkDim=4; " + settings);

    [Theory, MemberData(nameof(Optimizers))]
    public void WithoutClipping_AnOptimizerGivesTheSameBits(string runtime, string settings) => GivesTheSameBits(runtime, Quick.With(settings));

    [Theory, MemberData(nameof(Networks))]
    public void WithoutClipping_ANetworkGivesTheSameBits(string settings) =>
        Assert.All(["", "GradientCheckpointing=true"], more => GivesTheSameBits("embedded", Quick.With(settings).With(more)));

    /// <summary>libtorch adds and multiplies what begins elsewhere in memory, or ends elsewhere, in another way: the last bits of these sizes differ.</summary>
    [Theory, MemberData(nameof(Networks))]
    public void WithoutClipping_ANetworkGivesTheSameOnLibTorch(string settings)
    {
        var values = Quick.With($"OptimizerType=SGD; LearningRate=0.1; GradientCheckpointing=true; {settings}");
        var (plain, fused) = (Tensors("torch", values), Tensors("torch", values.With(Fused)));
        Assert.Equal(plain.Keys, fused.Keys);
        Assert.All(plain, entry => Assert.InRange(
            entry.Value.Zip(fused[entry.Key], (a, b) => Math.Abs(a - b)).Max(), 0, 1e-5 * entry.Value.Max(MathF.Abs)));
    }

    /// <summary>The norm of each tensor counts, not that of all.</summary>
    [Theory]
    [InlineData("embedded")]
    [InlineData("torch")]
    public void Clipping_IsOfEachParameter(string runtime)
    {
        const double Limit = 0.01;
        var settings = Quick.With("OptimizerType=SGD; OptimizerArgs=momentum=0; NetworkDim=4; LearningRate=1; MaxTrainSteps=1");
        var start = Tensors(runtime, settings.With("LearningRate=1e-30"));
        var whole = Tensors(runtime, settings);
        var clipped = Tensors(runtime, settings.With($"{Fused}; MaxGradNorm={Limit}"));
        var isShort = 0;
        foreach (var (name, values) in start)
        {
            double[] change = [.. values.Zip(whole[name], (from, to) => (double)from - to)];
            double[] limited = [.. values.Zip(clipped[name], (from, to) => (double)from - to)];
            var norm = Math.Sqrt(change.Sum(value => value * value));
            var factor = Math.Min(1, Limit / (norm + 1e-6));
            isShort += factor == 1 ? 1 : 0;
            Assert.All(change.Zip(limited), pair => Assert.InRange(Math.Abs((pair.First * factor) - pair.Second), 0, 1e-6 + (1e-3 * norm)));
        }

        Assert.InRange(isShort, 1, start.Count - 1);
    }

    /// <summary>The four bytes of every trained value.</summary>
    [Fact]
    public void Gradients_AreNotHeld()
    {
        using var runtime = new EmbeddedRuntime();
        using var model = TinyModel.Open(GoldenFolder.Find("models", "sd15-tiny"), runtime, DType.Float32);
        model.Load([.. model.Family.Parts]);
        var values = Quick.With($"OptimizerType=SGD; OptimizerArgs=momentum=0; {Fused}");
        var before = runtime.LiveBytes;
        var trainer = new Trainer(model, Set, values);
        using var state = trainer.Begin();
        var trained = sizeof(float) * state.Network.Groups.Sum(group => (long)group.Count);
        Assert.InRange(runtime.LiveBytes - before, trained, (long)(1.1 * trained));
        trainer.Run(state, new RecordedEvents());
        Assert.InRange(runtime.LiveBytes - before, trained, (long)(1.1 * trained));
        Assert.All(state.Network.Groups, group => Assert.Null(Assert.Single(group.Parameters).Grad));
    }

    /// <summary>The plan refuses them with file and line; the row that it asks is that of the update.</summary>
    [Theory]
    [InlineData("GradientAccumulationSteps=2")]
    [InlineData("MixedPrecision=fp16")]
    [MemberData(nameof(Finders))]
    public void WhatNeedsAllGradients_IsRefused(string settings)
    {
        using var model = new TinyModel();
        var trainer = new Trainer(model.Model, Set, Quick.With($"NetworkDim=4; {settings}; {Fused}"));
        using var state = trainer.Begin();
        Assert.Throws<ArgumentException>(() => trainer.Run(state, new RecordedEvents()));
        if (settings.StartsWith("OptimizerType", StringComparison.Ordinal))
        {
            state.Optimizer.BeginStep(static rate => rate);
            Assert.Throws<NotSupportedException>(() => state.Optimizer.UpdateGroup(0));
        }
    }

    private static void GivesTheSameBits(string runtime, Settings settings)
    {
        var (plain, fused) = (Train(runtime, settings), Train(runtime, settings.With(Fused)));
        Assert.Equal(plain.Steps, fused.Steps);
        Assert.Equal(plain.File, fused.File);
    }

    private static (string[] Steps, byte[] File) Train(string name, Settings settings)
    {
        using var runtime = name == "torch" ? TestRuntime.Torch() : new EmbeddedRuntime();
        using var model = TinyModel.Open(GoldenFolder.Find("models", "sd15-tiny"), runtime, DType.Float32);
        model.Load([.. model.Family.Parts]);
        var events = new RecordedEvents();
        TinyTraining.Run(model, Set, settings, events);
        return ([.. events.Steps.Select(step => FormattableString.Invariant($"{step.Loss:R} {string.Join(' ', step.Rates)} {string.Join(' ', step.Figures)}"))],
            events.Files[^1]);
    }

    private static Dictionary<string, float[]> Tensors(string runtime, Settings settings)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["x.safetensors"], Train(runtime, settings).File);
        using var file = new SafetensorsFile(folder["x.safetensors"]);
        return file.Tensors.Where(tensor => tensor.Shape.Count > 0)
            .ToDictionary(tensor => tensor.Name, tensor => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(file.Bytes(tensor.Name)).ToArray());
    }
}
