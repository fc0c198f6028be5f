using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>A training that was stopped goes on, in the next build of the same key, to the bytes of an unbroken one.</summary>
public sealed class StoppedTrainingTests : IDisposable
{
    private static readonly string[] Made =
        ["test-1.0.0-000001.safetensors", "test-1.0.0-000002.safetensors", "test-1.0.0.log.jsonl", "test-1.0.0.loss.svg", "test-1.0.0.safetensors"];

    private readonly StageProject _project = Project();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(11)]
    public void Cancelled_GoesOnToTheSameBytes(int step)
    {
        using var unbroken = Project();
        unbroken.RunAll(Stage.Train);
        Cancel(step);
        _project.RunAll(Stage.Train);
        Assert.Contains($"Train goes on from step {step} of 12", _project.Events.Text);
        Assert.Equal(step + 1, _project.Events.All.OfType<ProgressEvent>().First().Step);
        SameFiles(unbroken);
    }

    [Fact]
    public void CancelledTwice_GoesOnFromTheLastAndKeepsOneState()
    {
        using var unbroken = Project();
        unbroken.RunAll(Stage.Train);
        Cancel(2);
        var one = Bytes();
        Cancel(3);
        Assert.InRange(Bytes(), 0, one + 2000);
        _project.RunAll(Stage.Train);
        Assert.Contains("Train goes on from step 3 of 12", _project.Events.Text);
        SameFiles(unbroken);
    }

    [Fact]
    public void KeptEpochThatIsGoneFromBin_ComesFromTheStore()
    {
        using var unbroken = Project();
        unbroken.RunAll(Stage.Train);
        Cancel(6);
        File.Delete(_project.Out("test-1.0.0-000001.safetensors"));
        _project.RunAll(Stage.Train);
        SameFiles(unbroken);
    }

    [Fact]
    public void Killed_GoesOnFromTheStateOfTheInterval()
    {
        using var unbroken = Project();
        unbroken.RunAll(Stage.Train);
        _project.Values["LoraSaveStateMinutes"] = "0.0000001";
        _project.Heard = message => Die(message, step: 7);
        Assert.Equal("LORA4005", Assert.Single(_project.Run(Stage.Train).Findings, finding => finding.Severity is Severity.Error).Code);
        _project.Heard = static _ => { };
        // in no key
        _project.Values["LoraSaveStateMinutes"] = "5";
        _project.RunAll(Stage.Train);
        Assert.Contains("Train goes on from step 6 of 12", _project.Events.Text);
        SameFiles(unbroken);
    }

    [Fact]
    public void NoMinutes_SavesNothing()
    {
        _project.Values["LoraSaveStateMinutes"] = "0";
        Cancel(3);
        _project.RunAll(Stage.Train);
        Assert.DoesNotContain("goes on", _project.Events.Text);
    }

    [Fact]
    public void DamagedState_IsSaidAndPassedOver()
    {
        using var unbroken = Project();
        unbroken.RunAll(Stage.Train);
        Cancel(6);
        var blobs = Directory.GetFiles(Path.Combine(_project.Paths.CacheDirectory, "cas"));
        var state = blobs.MaxBy(file => new FileInfo(file).Length)!;
        var bytes = File.ReadAllBytes(state);
        bytes[^1] ^= 1;
        File.WriteAllBytes(state, bytes);
        _project.RunAll(Stage.Train);
        Assert.Contains("Train begins anew, since its saved state cannot be used: it is damaged", _project.Events.Text);
        SameFiles(unbroken);
    }

    [Fact]
    public void AnotherKey_BeginsAnew()
    {
        Cancel(6);
        _project.Values["Seed"] = "43";
        _project.RunAll(Stage.Train);
        Assert.DoesNotContain("goes on", _project.Events.Text);
    }

    private void Cancel(int step)
    {
        using var stop = new CancellationTokenSource();
        _project.Heard = message =>
        {
            if (message is ProgressEvent { Step: var at } && at == step)
            {
                stop.Cancel();
            }
        };
        Assert.True(_project.Run(Stage.Train, stop.Token).Cancelled);
        _project.Heard = static _ => { };
    }

    private static void Die(EngineEvent message, int step)
    {
        if (message is ProgressEvent { Step: var at } && at == step)
        {
            throw new InvalidOperationException("killed");
        }
    }

    private void SameFiles(StageProject unbroken) =>
        Assert.All(Made, file => Assert.Equal(File.ReadAllBytes(unbroken.Out(file)), File.ReadAllBytes(_project.Out(file))));

    private long Bytes() => Directory.GetFiles(Path.Combine(_project.Paths.CacheDirectory, "cas")).Sum(file => new FileInfo(file).Length);

    // three epochs of four steps, after all that a training builds on
    private static StageProject Project()
    {
        var project = StageProject.OnTinyModel();
        project.Values["MaxTrainEpochs"] = "3";
        project.Values["TrainBatchSize"] = "1";
        project.Values["NumRepeats"] = "2";
        project.Values["SaveEveryNEpochs"] = "1";
        project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents);
        return project;
    }
}
