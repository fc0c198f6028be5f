using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

public sealed class TrainPhaseReaderTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public TrainPhaseReaderTests()
    {
        foreach (var image in (string[])["images/10_best/a.png", "images/b.png", "images/more/c.png"])
        {
            _user.WriteImage(image);
        }

        _user.WriteImage("reg/r.png");
        _user.Regularization.Add(_user.Item("reg/r.png"));
        _user.Write("x.loraproj", "<Project>\n<ItemGroup>\n<TrainPhase Include='p' />\n</ItemGroup>\n</Project>");
    }

    public void Dispose() => _user.Dispose();

    [Fact]
    public void Phase_SaysWhatItChangesAndTheProjectTheRest()
    {
        _user.Properties["UnetLr"] = "3e-4";
        _user.Properties["LrScheduler"] = "cosine";
        _user.Properties["MaxTrainEpochs"] = "4";
        var none = StageKeys.Of(_user.Read(out _));
        _user.TrainPhases.Add(_user.Item("p", ("MaxTrainSteps", "100"), ("LearningRate", "1e-3"), ("Images", "images/*/*.png;images/b.*")));
        _user.TrainPhases.Add(_user.Item("q", ("TextEncoderLr", "0"), ("LrScheduler", "linear"), ("LrWarmupSteps", "0.1"), ("Concepts", "best")));

        var plan = _user.Read(out var findings);

        Assert.DoesNotContain(findings, finding => finding.Severity is Severity.Error or Severity.Warning);
        var (first, second) = (plan.TrainPhases[0].Values, plan.TrainPhases[1].Values);
        Assert.Equal((0, 100, 1e-3, 1e-3, LrSchedules.Cosine), (first.Get(RunOptions.MaxTrainEpochs), first.Get(RunOptions.MaxTrainSteps),
            first.Get(RateOptions.UnetLr), first.Get(RateOptions.TextEncoderLr), first.Get(RateOptions.LrScheduler)));
        Assert.Equal((4, 0, 3e-4, 0.0, 0.1), (second.Get(RunOptions.MaxTrainEpochs), second.Get(RunOptions.MaxTrainSteps), second.Get(RateOptions.UnetLr),
            second.Get(RateOptions.TextEncoderLr), second.Get(RateOptions.LrWarmupSteps)));
        Assert.Equal([0, 1, 2, 3], plan.TrainPhases[0].Images);
        Assert.Equal([0, 3], plan.TrainPhases[1].Images);
        Assert.Equal(3, plan.TrainPhases[0].Place.Line);
        var keys = StageKeys.Of(plan);
        Assert.Equal([Stage.Validate, Stage.Train, Stage.Sample], Stage.All.Where(stage => keys[stage].Hash != none[stage].Hash));
    }

    [Theory]
    [InlineData("MaxTrainEpochs", "-1", "LORA1063", "'-1' is not a value of MaxTrainEpochs")]
    [InlineData("Images", "images/d.png", "LORA1063", "no picture matches 'images/d.png'.")]
    [InlineData("Concepts", "worst", "LORA1063", "no picture is of the concept 'worst'.")]
    [InlineData("LrWarmupSteps", "1.5", "LORA1004", "LrWarmupSteps 1.5 is neither a whole number of steps")]
    [InlineData("UnetLr", "1e-4", "LORA1063", "it trains what the project does not: there UnetLr is 0.")]
    public void WrongPhase_IsAnErrorAndNoPhase(string name, string value, string code, string problem)
    {
        _user.Properties["UnetLr"] = "0";
        _user.Properties["TextEncoderLr"] = "1e-4";
        _user.TrainPhases.Add(_user.Item("p", (name, value)));

        Assert.Empty(_user.Read(out var findings).TrainPhases);

        var finding = Assert.Single(findings, found => found.Severity is Severity.Error);
        Assert.Equal((code, 3), (finding.Code, finding.Line));
        Assert.StartsWith($"TrainPhase 'p': {problem}", finding.Message);
    }
}
