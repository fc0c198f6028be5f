using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Training;

/// <summary>Pictures on a training's way: those that the grid would show, and the LoRA is the same as without them.</summary>
public sealed class TrainingSamplesTests : IDisposable
{
    private readonly StageProject _project = Project();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Lora_IsTheSameWithAndWithoutPictures()
    {
        _project.RunAll(Stage.Train);
        using var drawing = Project("SampleEveryNEpochs=1", "SampleAtFirst=true", "SampleEveryNSteps=3");
        drawing.RunAll(Stage.Train);
        foreach (var file in (string[])["test-1.0.0.safetensors", "test-1.0.0-000001.safetensors", "test-1.0.0.log.jsonl", "test-1.0.0.loss.svg"])
        {
            Assert.Equal(File.ReadAllBytes(_project.Out(file)), File.ReadAllBytes(drawing.Out(file)));
        }

        Assert.Equal(["epoch-0001", "epoch-0002", "start", "step-000003"], Drawn(drawing));
        Assert.Equal(2, Directory.GetFiles(drawing.Out("report/training/start")).Length);
        var page = File.ReadAllText(drawing.Out("report/training.html"));
        Assert.Contains("<img src=\"training/step-000003/02.png\"", page);
        Assert.DoesNotContain("<img", File.ReadAllText(_project.Out("report/training.html")));
    }

    [Fact]
    public void Pictures_AreThoseOfTheGrid()
    {
        Write("SampleEveryNEpochs=1");
        _project.RunAll(Stage.Train);
        var first = File.ReadAllBytes(_project.Out("report/training/epoch-0001/02.png"));
        _project.RunAll(Stage.Sample);
        // the base model's column alone was left to draw
        Assert.Equal(2, _project.Events.All.OfType<ProgressEvent>().First().Total);
        Assert.Equal(first, File.ReadAllBytes(_project.Out("samples/epoch-0001/02.png")));
    }

    [Fact]
    public void ChangedPrompt_DrawsAgainAndTrainsNothing()
    {
        Write("SampleEveryNEpochs=1", "SampleAtFirst=true");
        _project.RunAll(Stage.Train);
        var (first, second) = (Picture("start", 1), Picture("epoch-0002", 2));
        var lora = File.ReadAllBytes(_project.Out("test-1.0.0.safetensors"));
        _project.Prompts.RemoveAt(1);
        _project.AddPrompt("two", ("Text", "zorblax, open mouth"), ("Seed", "8"), ("Steps", "2"), ("Scale", "4"));
        _project.RunAll(Stage.Train);
        Assert.DoesNotContain(_project.Events.All, e => e is ProgressEvent);
        Assert.Equal(first, Picture("start", 1));
        Assert.NotEqual(second, Picture("epoch-0002", 2));
        Assert.Equal(lora, File.ReadAllBytes(_project.Out("test-1.0.0.safetensors")));
    }

    [Fact]
    public void PicturesAskedForLater_TrainTheSameAgain()
    {
        _project.RunAll(Stage.Train);
        var lora = File.ReadAllBytes(_project.Out("test-1.0.0.safetensors"));
        Write("SampleEveryNSteps=3");
        _project.RunAll(Stage.Train);
        Assert.Contains("Train begins anew: it draws pictures on its way", _project.Events.Text);
        Assert.Equal(lora, File.ReadAllBytes(_project.Out("test-1.0.0.safetensors")));
        Assert.Equal(["step-000003"], Drawn(_project));
    }

    [Fact]
    public void PicturesOfKeptEpochsAskedForLater_TrainNothing()
    {
        _project.RunAll(Stage.Train);
        Write("SampleEveryNEpochs=1");
        _project.RunAll(Stage.Train);
        Assert.DoesNotContain(_project.Events.All, e => e is ProgressEvent);
        var later = Picture("epoch-0001", 2);
        using var drawing = Project("SampleEveryNEpochs=1");
        drawing.RunAll(Stage.Train);
        Assert.Equal(File.ReadAllBytes(drawing.Out("report/training/epoch-0001/02.png")), later);
        Assert.Equal(File.ReadAllText(drawing.Out("report/training.html")), File.ReadAllText(_project.Out("report/training.html")));
    }

    [Fact]
    public void StoppedTraining_GoesOnToTheSamePicturesAndReport()
    {
        using var unbroken = Project("SampleEveryNSteps=2", "SampleAtFirst=true");
        unbroken.RunAll(Stage.Train);
        Write("SampleEveryNSteps=2", "SampleAtFirst=true");
        using var stop = new CancellationTokenSource();
        _project.Heard = message =>
        {
            if (message is ProgressEvent { Step: 3 })
            {
                stop.Cancel();
            }
        };
        Assert.True(_project.Run(Stage.Train, stop.Token).Cancelled);
        _project.Heard = static _ => { };
        _project.RunAll(Stage.Train);
        Assert.Contains("Train goes on from step 3 of 4", _project.Events.Text);
        Assert.Equal(["start", "epoch-0001", "epoch-0002"], Pictures(_project));
        var files = Directory.GetFiles(unbroken.Out(""), "*", SearchOption.AllDirectories);
        Assert.True(files.Length > 10);
        foreach (var file in files.Select(file => Path.GetRelativePath(unbroken.Out(""), file)))
        {
            Assert.Equal(File.ReadAllBytes(unbroken.Out(file)), File.ReadAllBytes(_project.Out(file)));
        }
    }

    [Fact]
    public void Key_HoldsThePromptsOnlyWhereTheyAreDrawn()
    {
        var (key, training) = (_project.Request(Stage.Train).Key, _project.Request(Stage.Train).TrainingKey);
        Assert.Equal(key, training);
        Write("SampleEveryNEpochs=1");
        var drawing = _project.Request(Stage.Train);
        Assert.NotEqual(key, drawing.Key);
        Assert.Equal(key, drawing.TrainingKey);
        _project.Prompts.RemoveAt(0);
        Assert.NotEqual(drawing.Key, _project.Request(Stage.Train).Key);
        Assert.Equal(key, _project.Request(Stage.Train).TrainingKey);
    }

    private static IEnumerable<string> Drawn(StageProject project) =>
        Directory.GetDirectories(project.Out("report/training")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Pictures(StageProject project) => System.Text.RegularExpressions.Regex
        .Matches(File.ReadAllText(project.Out("report/training.html")), "<th>([a-z]+(?:-[0-9]+)?)</th>").Select(match => match.Groups[1].Value);

    private byte[] Picture(string moment, int row) => File.ReadAllBytes(_project.Out($"report/training/{moment}/0{row}.png"));

    private void Write(params string[] options) => Write(_project, options);

    private static void Write(StageProject project, string[] options)
    {
        foreach (var option in options)
        {
            project.Values[option.Split('=')[0]] = option.Split('=')[1];
        }
    }

    // two epochs of two steps
    private static StageProject Project(params string[] options)
    {
        var project = StageProject.OnTinyModel();
        Write(project, ["MaxTrainEpochs=2", "TrainBatchSize=1", "SaveEveryNEpochs=1", .. options]);
        project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents);
        return project;
    }
}
