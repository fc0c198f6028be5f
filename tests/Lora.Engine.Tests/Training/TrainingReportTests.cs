using System.Text.RegularExpressions;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Training;

/// <summary>What a training leaves to look at: the report, TensorBoard's file, the log; each the same for the same training.</summary>
public sealed class TrainingReportTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Training_LeavesReportAndEventsWithoutATime()
    {
        _project.Values["CaptionSeparator"] = "<b>";
        Train(_project);
        var page = File.ReadAllText(_project.Out("report/training.html"));
        Assert.Contains("<h1>test-1.0.0</h1>", page);
        Assert.Contains("test-1.0.0: loss</text>", page);
        Assert.Contains("Learning rate</text>", page);
        Assert.Contains("<tr><th>NetworkDim</th><td>4</td></tr>", page);
        // of the user's, escaped; none that the key does not hold
        Assert.Contains("&lt;b&gt;", page);
        Assert.DoesNotContain("LoraSaveStateMinutes", page);
        Assert.DoesNotContain("ValidationSeed", page);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotMatch(@"20\d\d-\d\d|https?://(?!www\.w3\.org/2000/svg)", page);
        Assert.DoesNotContain(_project.Folder, page);
        var events = EventReader.Read(File.ReadAllBytes(_project.Out("logs/test-1.0.0/events.out.tfevents.0.lora")));
        Assert.Equal([0L, 1L, 1L], events.Select(each => each.Step));

        using var other = StageProject.OnTinyModel();
        other.Values["CaptionSeparator"] = "<b>";
        other.Values["LoraSaveStateMinutes"] = "1";
        Train(other);
        foreach (var file in (string[])["report/training.html", "logs/test-1.0.0/events.out.tfevents.0.lora"])
        {
            Assert.Equal(File.ReadAllBytes(_project.Out(file)), File.ReadAllBytes(other.Out(file)));
        }
    }

    [Fact]
    public void HeldNorms_HaveCurvesOfTheirOwn()
    {
        _project.Values["ScaleWeightNorms"] = "0.5";
        Train(_project);

        var page = File.ReadAllText(_project.Out("report/training.html"));
        Assert.All(["max_norm/keys_scaled", "max_norm/average_key_norm", "max_norm/max_key_norm"], (string name) => Assert.Contains($"{name}</text>", page));
    }

    [Fact]
    public void ImagesKeptOut_HaveALossInLogCurveReportAndEvents()
    {
        _project.Values["MaxTrainEpochs"] = "3";
        _project.Values["ValidationSplit"] = "0.5";
        _project.Values["SaveEveryNEpochs"] = "1";
        _project.Say = image => image with { IsValidation = image.Index == 1 };
        Train(_project);
        var losses = Regex.Matches(File.ReadAllText(_project.Out("test-1.0.0.log.jsonl")), @"^\{""step"":(\d),""epoch"":\1,""validation_loss"":(0\.\d+)\}$",
            RegexOptions.Multiline).Select(match => double.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(3, losses.Length);
        var best = Array.IndexOf(losses, losses.Min()) + 1;
        var said = _project.Events.Text;
        Assert.Contains("images: 1, repeats: 1, samples an epoch: 1", said);
        Assert.Contains("validation: 1 more images, which are not trained on", said);
        Assert.Matches($@"Lowest validation loss: 0\.\d+ after epoch {best} of 3, test-1\.0\.0{(best < 3 ? $"-00000{best}" : "")}\.safetensors\.$", said);
        Assert.Contains($"lowest: epoch {best}</text>", File.ReadAllText(_project.Out("test-1.0.0.loss.svg")));
        Assert.Contains("Lowest validation loss: ", File.ReadAllText(_project.Out("report/training.html")));
        var events = EventReader.Read(File.ReadAllBytes(_project.Out("logs/test-1.0.0/events.out.tfevents.0.lora")));
        Assert.Equal(losses.Select(loss => (float)loss), events.Where(each => each.Scalars.ContainsKey("loss/validation/epoch_average"))
            .Select(each => each.Scalars["loss/validation/epoch_average"]));
    }

    [Fact]
    public void StoppedTraining_KeepsTheLossesOfImagesKeptOut()
    {
        using var unbroken = StageProject.OnTinyModel();
        foreach (var project in (StageProject[])[_project, unbroken])
        {
            project.Values["MaxTrainEpochs"] = "4";
            project.Values["ValidationSplit"] = "0.5";
            project.Say = image => image with { IsValidation = image.Index == 0 };
        }

        Train(unbroken);
        _project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents);
        using var stop = new CancellationTokenSource();
        _project.Heard = message =>
        {
            if (message is ProgressEvent { Stage: var stage, Step: 2 } && stage == Stage.Train)
            {
                stop.Cancel();
            }
        };
        Assert.True(_project.Run(Stage.Train, stop.Token).Cancelled);
        _project.Heard = static _ => { };
        _project.RunAll(Stage.Train);
        Assert.Contains("Train goes on from step 2 of 4", _project.Events.Text);
        Assert.Equal(File.ReadAllText(unbroken.Out("test-1.0.0.log.jsonl")), File.ReadAllText(_project.Out("test-1.0.0.log.jsonl")));
        Assert.Equal(File.ReadAllText(unbroken.Out("report/training.html")), File.ReadAllText(_project.Out("report/training.html")));
    }

    /// <summary>The report asks every option of Train whether it counts, and has the options alone that Train sees.</summary>
    [Fact]
    public void Options_KnowByThoseOfTheirStageWhetherTheyCount()
    {
        var seen = OptionValues.Resolve(Vocabulary.Options.All, new Dictionary<string, string>()).Only(Stage.Train.Sees);
        Assert.All(Stage.Train.Options, option => option.Applies(seen));
    }

    [Theory]
    [InlineData(2, "Lowest validation loss: 0.5000 after epoch 1 of 3, whose LoRA was not kept: SaveEveryNEpochs does that.")]
    [InlineData(4, "Lowest validation loss: 0.5000 after epoch 2 of 3, test-1.0.0-000002.safetensors.")]
    [InlineData(5, "Lowest validation loss: 0.5000 after epoch 3 of 3, in step 5.")]
    [InlineData(6, "Lowest validation loss: 0.5000 after epoch 3 of 3, test-1.0.0.safetensors.")]
    public void BestEpoch_IsNamedWithItsFile(int step, string text)
    {
        var everySecond = OptionValues.Resolve(Vocabulary.Options.All, new Dictionary<string, string> { ["SaveEveryNEpochs"] = "2" });
        var plan = new TrainingPlan(2, 2, [new PhasePlan("", 2, 2, 2, 3, 6, RunOptions.MaxTrainEpochs)], new SaveRules(everySecond, 3));
        Assert.Equal(text, BestEpoch.Of(_project.Request(Stage.Train), plan, new(step, plan.EpochOf(step), 0.5)));
    }

    private static void Train(StageProject project) => project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train);
}
