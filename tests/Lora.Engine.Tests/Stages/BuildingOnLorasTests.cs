using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>Trainings that go on from a LoRA, on base models with LoRAs in them, and in phases.</summary>
public sealed class BuildingOnLorasTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();
    private readonly string _lora;

    public BuildingOnLorasTests()
    {
        _project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train);
        _lora = _project.At("first.safetensors");
        File.Copy(_project.Out("test-1.0.0.safetensors"), _lora);
    }

    public void Dispose() => _project.Dispose();

    [Fact]
    public void NetworkWeights_AreGoneOnFrom()
    {
        var first = File.ReadAllBytes(_lora);
        _project.AddLora(WeightsOptions.NetworkWeights, _lora);
        _project.RunAll(Stage.Validate, Stage.Train);
        Assert.Contains("  goes on from first: ", _project.Events.Text);
        Assert.NotEqual(first, File.ReadAllBytes(_project.Out("test-1.0.0.safetensors")));
        Assert.Empty(_project.Events.Codes);
    }

    [Fact]
    public void WhatDoesNotFit_IsAnErrorWhereItIsNamed()
    {
        _project.AddLora(WeightsOptions.NetworkWeights, _lora);
        _project.Values["NetworkDim"] = "8";
        var finding = Assert.Single(_project.Run(Stage.Train).Findings);
        Assert.Equal(("LORA3090", 5), (finding.Code, finding.Line));
        Assert.Contains("its rank is another one", finding.Message);
        _project.Values["DimFromWeights"] = "true";
        _project.RunAll(Stage.Train);
        _project.Values["NetworkTrainUnetOnly"] = "true";
        Assert.Equal(["LORA3092"], _project.Run(Stage.Train).Findings.Select(found => found.Code));

        _project.Loras.Clear();
        _project.Write("x.safetensors", "no LoRA");
        _project.AddLora(WeightsOptions.BaseWeights, _project.At("x.safetensors"));
        Assert.Contains(_project.Run(Stage.Validate).Findings, found => (found.Code, found.Line) == ("LORA3091", 5));
    }

    [Fact]
    public void BaseWeights_AreInTheEmbeddingsTheTrainingAndThePictures()
    {
        _project.Values["NetworkTrainUnetOnly"] = "true";
        Stage[] stages = [Stage.CacheTextEmbeddings, Stage.Train, Stage.Sample];
        _project.RunAll(stages);
        var keys = _project.Request(Stage.Sample).Keys;
        var before = Made();
        _project.AddLora(WeightsOptions.BaseWeights, _lora, 20);
        _project.RunAll(Stage.CacheTextEmbeddings, Stage.Train);
        Assert.Contains("base model with first x 20", _project.Events.Text);
        _project.RunAll(Stage.Sample);
        Assert.All(before.Zip(Made()), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Equal([Stage.Resize, Stage.Tag, Stage.CacheLatents],
            Stage.All.Where(stage => keys[stage.Name] == _project.Request(Stage.Sample).Keys[stage.Name]));
        // what is cached and what is encoded in the training are the same
        var cached = File.ReadAllBytes(_project.Out("test-1.0.0.safetensors"));
        Directory.Delete(_project.Paths.CacheDirectory, recursive: true);
        _project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train);
        Assert.Equal(cached, File.ReadAllBytes(_project.Out("test-1.0.0.safetensors")));
    }

    [Fact]
    public void Phases_AreShownAndTrainedInTurn()
    {
        var whole = _project.Request(Stage.Train).Key;
        _project.AddPhase("general", [0, 1], ("MaxTrainEpochs", "2"), ("LrScheduler", "linear"));
        _project.AddPhase("best", [1], ("MaxTrainSteps", "3"), ("UnetLr", "1e-4"), ("LrScheduler", "cosine"));
        Assert.NotEqual(whole, _project.Request(Stage.Train).Key);
        _project.RunAll(Stage.Train);
        Assert.Contains("  phase 'general': steps 1 to 2 (1 an epoch; ended by MaxTrainEpochs 2), images: 2; U-Net 0.0005, text encoder 0.0001, linear",
            _project.Events.Text);
        Assert.Contains("  phase 'best': steps 3 to 5 (1 an epoch; ended by MaxTrainSteps 3), images: 1; U-Net 0.0001, text encoder 0.0001, cosine",
            _project.Events.Text);
        Assert.Equal(5, File.ReadAllLines(_project.Out("test-1.0.0.log.jsonl")).Length);
    }

    private byte[][] Made() => [File.ReadAllBytes(_project.Out("test-1.0.0.safetensors")), File.ReadAllBytes(_project.Out("samples/base/01.png"))];
}
