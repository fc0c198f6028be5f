using Lora.Project;
using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Testing;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Runtimes;

public sealed class RuntimeCatalogTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    [Fact]
    public void RowsAndImplementations_AreOneToOne() => Assert.Equal(Lora.Vocabulary.Runtimes.All, RuntimeCatalog.All.Keys);

    [Fact]
    public void Runtimes_AreNamedAsTheyNameThemselves()
    {
        using var embedded = new EmbeddedRuntime();
        Assert.Equal(embedded.Name, ToolName(("LoraRuntime", "embedded")));
        using var torch = TestRuntime.Torch();
        Assert.Equal(torch.Name, ToolName(("LoraRuntime", "torch")));
    }

    [Theory]
    [InlineData("cpu", "", "embedded-1/cpu")]
    [InlineData("CPU", "torch", "torch-2.10.0/cpu")]
    [InlineData("cuda", "", "torch-2.10.0/cuda")]
    [InlineData("cuda:3", "", "torch-2.10.0/cuda")]
    public void Key_HoldsTheKindOfDeviceAndNotItsNumber(string device, string runtime, string name) =>
        Assert.Equal(name, ToolName(("Device", device), ("LoraRuntime", runtime)));

    [Fact]
    public void Tf32_IsPartOfTheNameOnAGpuOnly() => Assert.Equal(("torch-2.10.0/cuda+tf32", "torch-2.10.0/cpu"),
        (ToolName(("Device", "cuda"), ("AllowTf32", "true")), ToolName(("LoraRuntime", "torch"), ("AllowTf32", "true"))));

    /// <summary>The plugin lies beside the engine only in an SDK that was built for it.</summary>
    [Fact]
    public void MissingPlugin_IsOneFindingAndNoFallBack()
    {
        _project.Values["LoraRuntime"] = "torch";
        _project.RunAll(Stage.Validate, Stage.Resize);
        var result = _project.Run(Stage.CacheLatents);
        Assert.False(result.Success);
        var finding = Assert.Single(result.Findings);
        Assert.Equal(EngineDiagnostics.PackageMissing.Code, finding.Code);
        Assert.EndsWith("Lora.Runtime.TorchSharp.dll", finding.File, StringComparison.Ordinal);
        Assert.DoesNotContain("Computes with", _project.Events.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatComputes_IsSaidOnce()
    {
        _project.RunAll(Stage.Validate, Stage.Resize);
        Assert.DoesNotContain("Computes with", _project.Events.Text, StringComparison.Ordinal);
        _project.RunAll(Stage.CacheLatents);
        Assert.Contains("Computes with embedded 1 on the CPU", _project.Events.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void EveryFault_IsAFindingThatSaysWhatToDo(TensorEngineFault fault)
    {
        var request = _project.Request(Stage.Train);
        var finding = StageFault.Finding(new TensorEngineException(fault, "It is wrong."), request);
        Assert.NotEqual(EngineDiagnostics.EngineFault.Code, finding.Code);
        Assert.Equal(_project.Paths.ProjectFile, finding.File);
    }

    public static TheoryData<TensorEngineFault> Faults => [.. Enum.GetValues<TensorEngineFault>()];

    [Fact]
    public void FileOfAPyTorchThatIsThere_IsTheOptionsFault()
    {
        _project.LibTorch = "/pytorch/lib";
        var fault = new TensorEngineException(TensorEngineFault.FileMissing, "The file is missing.", "/pytorch/lib/libc10_cuda.so");
        Assert.Equal(EngineDiagnostics.LibTorchUnusable.Code, StageFault.Finding(fault, _project.Request(Stage.Train)).Code);
        var other = new TensorEngineException(TensorEngineFault.FileMissing, "The file is missing.", "/packages/torchsharp/TorchSharp.dll");
        Assert.Equal(EngineDiagnostics.PackageMissing.Code, StageFault.Finding(other, _project.Request(Stage.Train)).Code);
    }

    [Fact]
    public void OutOfMemory_NamesWhatIsNotUsedYet()
    {
        var fault = new TensorEngineException(TensorEngineFault.OutOfMemory, "no memory");
        Assert.Contains("Train ran out of memory on cpu. Not used yet against it: <GradientCheckpointing>true</GradientCheckpointing>, "
            + "a <TrainBatchSize> below 2, <MixedPrecision>bf16</MixedPrecision>.",
            StageFault.Finding(fault, _project.Request(Stage.Train)).Message, StringComparison.Ordinal);
        (_project.Values["GradientCheckpointing"], _project.Values["TrainBatchSize"], _project.Values["MixedPrecision"]) = ("true", "1", "fp16");
        Assert.DoesNotContain("Not used yet", StageFault.Finding(fault, _project.Request(Stage.Train)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_SaysWhatMayNotFitAndWhatHelps()
    {
        var events = new RecordedEvents();
        var memory = new TrainingMemory(Weights: 5_000_000_000, Adapters: 1_000_000_000, Activations: 3_000_000_000, Engine: 700_000_000);
        _project.Values["TrainBatchSize"] = "1";
        PlanText.PrintMemory(_project.Request(Stage.Train), memory, 8_000_000_000, events);
        Assert.Equal("  memory: about 9.7 GB of memory (weights 5.0, LoRA 1.0, activations 3.0, engine 0.7)\n    this may not fit: there are 8.0 GB; "
            + "use <GradientCheckpointing>true</GradientCheckpointing>, <MixedPrecision>bf16</MixedPrecision>", events.Text);
        var enough = new RecordedEvents();
        PlanText.PrintMemory(_project.Request(Stage.Train), memory, 12_000_000_000, enough);
        Assert.DoesNotContain("may not fit", enough.Text, StringComparison.Ordinal);
    }

    public void Dispose() => _project.Dispose();

    private static string ToolName(params (string Name, string Value)[] written) =>
        Tool.Runtime.Name(OptionValues.Resolve(Options.All, written.ToDictionary(pair => pair.Name, pair => pair.Value)));
}
