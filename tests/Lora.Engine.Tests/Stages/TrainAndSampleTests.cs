using System.Globalization;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

public sealed class TrainAndSampleTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void ChangedPrompt_RedrawsOnlyItsRow()
    {
        RunUpTo(Stage.Sample);
        Assert.Equal(4, Drawn());
        _project.Prompts.RemoveAt(1);
        _project.AddPrompt("two", ("Text", "zorblax, open mouth"), ("Seed", "8"), ("Steps", "2"), ("Scale", "4"));
        var first = File.ReadAllBytes(_project.Out("samples/base/01.png"));
        Assert.True(_project.Run(Stage.Sample).Success);
        Assert.Equal(2, Drawn());
        Assert.Equal(first, File.ReadAllBytes(_project.Out("samples/base/01.png")));
        Directory.Delete(_project.Paths.OutDirectory, recursive: true);
        Assert.True(_project.Run(Stage.Sample).FromStore);
        Assert.Equal(first, File.ReadAllBytes(_project.Out("samples/base/01.png")));
    }

    [Fact]
    public void BlockWeights_AreOfTheirRowAlone_AndNotOfTheBaseModels()
    {
        RunUpTo(Stage.Sample);
        var (key, first) = (_project.Prompts[0].KeyText, File.ReadAllBytes(_project.Out("samples/epoch-0001/01.png")));
        _project.AddPrompt("none", ("Text", "zorblax, smile"), ("Negative", "two eyes"), ("Seed", "7"), ("Steps", "2"), ("Scale", "4"),
            ("BlockWeights", "none"));
        Assert.DoesNotContain("BlockWeights", key);
        Assert.Contains("BlockWeights=NONE", _project.Prompts[2].KeyText);
        Assert.True(_project.Run(Stage.Sample).Success);
        Assert.Equal(1, Drawn());
        Assert.Equal(first, File.ReadAllBytes(_project.Out("samples/epoch-0001/01.png")));
        Assert.Equal(Pixels("base/01"), Pixels("base/03"));
        Assert.Equal(Pixels("base/03"), Pixels("epoch-0001/03"));
        Assert.NotEqual(Pixels("epoch-0001/01"), Pixels("epoch-0001/03"));

        byte[] Pixels(string name) => [.. _project.Codec.Decode(File.ReadAllBytes(_project.Out($"samples/{name}.png"))).Opaque().Pixels.ToArray()];
    }

    [Theory]
    [InlineData("ddim")]
    [InlineData("dpm_adaptive")]
    public void PictureAmongOthers_EqualsThePictureAlone(string sampler)
    {
        _project.Values["SampleSampler"] = sampler;
        _project.Prompts.Clear();
        _project.AddPrompt("one", ("Text", "zorblax, smile"), ("Seed", "7"), ("Steps", "2"), ("Scale", "4"));
        _project.AddPrompt("two", ("Text", "zorblax, red body"), ("Seed", "8"), ("Steps", "2"), ("Scale", "4"));
        RunUpTo(Stage.Sample);
        var together = File.ReadAllBytes(_project.Out("samples/epoch-0001/02.png"));
        _project.Prompts.RemoveAt(0);
        Directory.Delete(_project.Paths.CacheDirectory, recursive: true);
        Assert.True(_project.Run(Stage.Sample).Success);
        Assert.Equal(2, Drawn());
        Assert.Equal(together, File.ReadAllBytes(_project.Out("samples/epoch-0001/01.png")));
    }

    [Fact]
    public void SameProjectElsewhereInAnotherCultureWithAnEmptyStore_TrainsTheSameBytes()
    {
        using var other = StageProject.OnTinyModel();
        RunUpTo(Stage.Train);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            RunUpTo(Stage.Train, other);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        foreach (var name in (string[])["test-1.0.0.safetensors", "test-1.0.0.log.jsonl", "test-1.0.0.loss.svg"])
        {
            Assert.Equal(File.ReadAllBytes(_project.Out(name)), File.ReadAllBytes(other.Out(name)));
        }
    }

    [Fact]
    public void CachedEmbeddings_GiveTheSameLoraAsEncodingInTheTraining()
    {
        _project.Values["NetworkTrainUnetOnly"] = "true";
        RunUpTo(Stage.CacheLatents);
        Assert.True(_project.Run(Stage.CacheTextEmbeddings).Success);
        Assert.True(_project.Run(Stage.Train).Success);
        var cached = File.ReadAllBytes(_project.Out("test-1.0.0.safetensors"));
        using var other = StageProject.OnTinyModel();
        other.Values["NetworkTrainUnetOnly"] = "true";
        RunUpTo(Stage.Train, other);
        Assert.Equal(cached, File.ReadAllBytes(other.Out("test-1.0.0.safetensors")));
    }

    [Fact]
    public void Plan_IsShownBeforeTheFirstStep()
    {
        RunUpTo(Stage.Train);
        var firstStep = _project.Events.All.ToList().FindIndex(e => e is ProgressEvent);
        var said = _project.Events.All.Take(firstStep).OfType<MessageEvent>().Where(e => e.Important).Select(e => e.Text);
        var plan = said.SkipWhile(text => !text.StartsWith("Training", StringComparison.Ordinal)).ToArray();
        Assert.Equal(
            "Training test-1.0.0\n  images: 2, repeats: 1, samples an epoch: 2\n  buckets: 128x128: 2\n" +
            "  epochs: 1, batch: 2, steps: 1 (1 an epoch; ended by MaxTrainEpochs 1)\n" +
            "  LoRA: dim 4, alpha 2; U-Net 0.0005, text encoder 0.0001, cosine_with_restarts; seed 42",
            string.Join('\n', plan[..^1]));
        Assert.Matches(@"^  memory: about [1-9]\d* MB of memory \(weights [1-9]\d*, LoRA [1-9]\d*, activations [1-9]\d*, engine [1-9]\d*\)$", plan[^1]);
        Assert.Empty(_project.Events.Codes);
    }

    [Fact]
    public void CancelledTraining_LeavesNoFileAndIsDoneWithinASecondOfAStep()
    {
        _project.Values["MaxTrainEpochs"] = "100000";
        RunUpTo(Stage.CacheLatents);
        using var stop = new CancellationTokenSource();
        var watcher = new Thread(() =>
        {
            SpinWait.SpinUntil(() => _project.Events.All.OfType<ProgressEvent>().Any(e => e.Stage == Stage.Train), 60_000);
            stop.Cancel();
        });
        watcher.Start();
        var result = _project.Run(Stage.Train, stop.Token);
        watcher.Join();
        Assert.Equal((false, true), (result.Success, result.Cancelled));
        Assert.False(Directory.Exists(_project.Paths.OutDirectory) && Directory.EnumerateFileSystemEntries(_project.Paths.OutDirectory).Any());
        Assert.False(File.Exists(_project.Obj("Train.result.json")));
    }

    [Fact]
    public void StageFromTheStore_SaysTheWarningsOfTheRunThatMadeIt()
    {
        _project.Stages = [new WarningStage()];
        var made = Assert.Single(_project.Run(Stage.Train).Findings);
        using var clone = StageProject.OnTinyModel();
        (clone.CacheDirectory, clone.Stages) = (_project.Paths.CacheDirectory, _project.Stages);
        var restored = clone.Run(Stage.Train);
        Assert.True(restored.FromStore);
        Assert.Equal([made with { File = clone.Paths.ProjectFile }], restored.Findings);
        Assert.Equal(["LORA3005"], clone.Events.Codes);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(_project.Paths.CacheDirectory, "ac.v2")),
            file => File.ReadAllText(file).Contains(_project.Folder, StringComparison.Ordinal));
    }

    [Fact]
    public void Samples_LieWhereTheProjectFolderWantsThem()
    {
        RunUpTo(Stage.Sample);
        using var neighbour = StageProject.OnTinyModel();
        neighbour.CacheDirectory = _project.Paths.CacheDirectory;
        neighbour.SamplesDirectory = "samples/test";
        Assert.True(neighbour.Run(Stage.Sample).FromStore);
        Assert.Equal(File.ReadAllBytes(_project.Out("samples/grid.png")), File.ReadAllBytes(neighbour.Out("samples/test/grid.png")));
        Assert.Equal(["samples"], Directory.GetDirectories(neighbour.Paths.OutDirectory).Select(Path.GetFileName));
    }

    private int Drawn() => _project.Events.All.OfType<ProgressEvent>().Select(e => e.Total).FirstOrDefault();

    private void RunUpTo(Stage last) => RunUpTo(last, _project);

    private static void RunUpTo(Stage last, StageProject project)
    {
        foreach (var stage in (Stage[])[Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train, Stage.Sample])
        {
            if (Stage.All.ToList().IndexOf(stage) <= Stage.All.ToList().IndexOf(last))
            {
                var result = project.Run(stage);
                Assert.True(result.Success, string.Join('\n', result.Findings));
            }
        }
    }

    private sealed class WarningStage : EngineStage
    {
        internal override Stage Row => Stage.Train;

        internal override void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave) =>
            outputs.Report(TrainingDiagnostics.UnusualSteps.At("The training has 4 steps.", request.Paths.ProjectFile));
    }
}
