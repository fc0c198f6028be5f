using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests.Adapters;

/// <summary>A training that goes on from a LoRA begins with its values, or says why it cannot.</summary>
public sealed class StartingWeightsTests : IDisposable
{
    private static readonly Settings Four = Settings.Of("NetworkDim=4; NetworkAlpha=2; MaxTrainSteps=2; LearningRate=2e-3; TrainBatchSize=2");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fp32", "kohya", "")]
    [InlineData("bf16", "kohya", "")]
    [InlineData("fp32", "kohya", "NetworkArgs=conv_dim=2")]
    [InlineData("fp32", "diffusers", "NetworkAlpha=4")]
    public void Network_BeginsWithTheFilesValues(string precision, string format, string settings)
    {
        var values = Four.With(settings);
        var path = Trained(values, precision, format);
        using var model = new TinyModel();
        var start = new StartingWeights(path);
        using var state = new Trainer(model.Model, TinyTraining.Set(2), values) { Start = start }.Begin();
        Assert.Empty(start.LeftOutBy(state.Network));
        using var file = new SafetensorsFile(path);
        Assert.All(state.Network.Tensors(format == "kohya" ? LoraFormat.Kohya : LoraFormat.Diffusers),
            tensor => Assert.Equal(file.ReadFloats(tensor.Name), tensor.Values));
        Assert.Equal(0, state.Step);
    }

    [Fact]
    public void Training_GoesOnFromIt()
    {
        var path = Trained(Four);
        var (fresh, goneOn) = (new RecordedEvents(), new RecordedEvents());
        Train(Four, fresh, null);
        Train(Four, goneOn, path);
        Assert.NotEqual(fresh.Files[^1], goneOn.Files[^1]);
        var again = new RecordedEvents();
        Train(Four, again, path);
        Assert.Equal(goneOn.Files[^1], again.Files[^1]);
    }

    [Fact]
    public void DimFromWeights_TakesSizesAndLayersFromTheFile()
    {
        var path = Trained(Four.With("NetworkTrainUnetOnly=true; NetworkArgs=conv_dim=2 conv_alpha=1"));
        using var model = new TinyModel();
        var start = new StartingWeights(path);
        var values = Four.With("NetworkDim=16; NetworkAlpha=1; DimFromWeights=true");
        using var state = new Trainer(model.Model, TinyTraining.Set(2), values) { Start = start }.Begin();
        using var file = new SafetensorsFile(path);
        Assert.Equal(file.Names.Order(StringComparer.Ordinal), state.Network.Tensors().Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        Assert.All(state.Network.Tensors(), tensor => Assert.Equal(file.ReadFloats(tensor.Name), tensor.Values));
        Assert.Equal(["unet"], state.Network.Groups.Select(group => group.Name));
    }

    [Theory]
    [InlineData("NetworkDim=8", "its rank is another one")]
    [InlineData("NetworkAlpha=4", " is 2, and 4 in the network.")]
    public void OtherNetwork_IsRefused(string settings, string problem)
    {
        var start = new StartingWeights(Trained(Four));
        using var model = new TinyModel();
        var live = model.Runtime.LiveTensors;
        var trainer = new Trainer(model.Model, TinyTraining.Set(2), Four.With(settings)) { Start = start };
        Assert.Contains(problem, Assert.Throws<TrainingException>(trainer.Begin).Message);
        Assert.Equal(live, model.Runtime.LiveTensors);
    }

    [Fact]
    public void WhatIsNotTrained_IsNamed()
    {
        var start = new StartingWeights(Trained(Four));
        using var model = new TinyModel();
        using var unet = new AdapterNetwork(model.Model, Four.With("NetworkTrainUnetOnly=true"));
        start.FillInto(unet);
        Assert.All(start.LeftOutBy(unet), name => Assert.StartsWith("lora_te_", name));
        Assert.NotEmpty(start.LeftOutBy(unet));
        var other = new StartingWeights(Trained(Four.With("NetworkTrainTextEncoderOnly=true")));
        Assert.Contains("none of the layers", Assert.Throws<TrainingException>(() => other.FillInto(unet)).Message);
    }

    private string Trained(Settings settings, string precision = "fp32", string format = "kohya")
    {
        using var model = new TinyModel();
        var trainer = new Trainer(model.Model, TinyTraining.Set(2), settings);
        using var state = trainer.Begin();
        trainer.Run(state, new RecordedEvents());
        var path = _folder["start.safetensors"];
        LoraWriter.Save(path, state.Network, new Dictionary<string, string>(), precision, format == "kohya" ? LoraFormat.Kohya : LoraFormat.Diffusers);
        return path;
    }

    private static void Train(OptionValues values, RecordedEvents events, string? start)
    {
        using var model = new TinyModel();
        var trainer = new Trainer(model.Model, TinyTraining.Set(2), values) { Start = start is null ? null : new StartingWeights(start) };
        using var state = trainer.Begin();
        trainer.Run(state, events);
    }
}
