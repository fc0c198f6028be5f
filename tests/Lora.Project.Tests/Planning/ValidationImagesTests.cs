using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

public sealed class ValidationImagesTests : IDisposable
{
    private readonly PlannedProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("0", 10, 0)]
    [InlineData("0.01", 10, 1)]
    [InlineData("0.25", 10, 3)]
    [InlineData("1", 10, 9)]
    [InlineData("0.5", 2, 1)]
    public void Share_IsRoundedAndLeavesOne(string split, int images, int held)
    {
        Write(images);
        Assert.Equal(held, Held(("ValidationSplit", split)).Length);
    }

    [Fact]
    public void Choice_FollowsTheSeedAndTheContent()
    {
        Write(20);
        var first = Held(("ValidationSplit", "0.3"));
        Assert.Equal(first, Held(("ValidationSplit", "0.3")));
        Assert.Equal(first, Held(("ValidationSplit", "0.3"), ("Seed", "7"), ("ValidationSeed", "42")));
        Assert.NotEqual(first, Held(("ValidationSplit", "0.3"), ("Seed", "7")));
        Assert.Subset(first.ToHashSet(), Held(("ValidationSplit", "0.15")).ToHashSet());
        // a picture that comes moves at most one of them
        Write(21);
        Assert.InRange(Held(("ValidationSplit", "0.3")).Intersect(first).Count(), 5, 6);
    }

    [Fact]
    public void Plan_CountsTheTrainedOnes()
    {
        Write(10);
        foreach (var (name, value) in ((string, string)[])
                 [("ValidationSplit", "0.2"), ("NumRepeats", "5"), ("TrainBatchSize", "2"), ("MaxTrainEpochs", "3")])
        {
            _project.Properties[name] = value;
        }

        var lines = new PlanReport(_project.Read(out _), isWrong: false).Lines();
        Assert.Contains("Images: 8, kept out for validation: 2, prompts: 0", lines);
        Assert.Contains("Samples an epoch (images x repeats): 8 x 5 = 40", lines);
    }

    [Fact]
    public void LastImage_IsNotTakenAway()
    {
        Write(1);
        _project.Properties["ValidationSplit"] = "0.5";
        _project.Read(out var findings);
        Assert.Contains(findings, finding => finding.Code == "LORA3103" && finding.Severity is Severity.Error);
    }

    [Fact]
    public void Keys_HoldTheChoiceAndNothingWithoutOne()
    {
        Write(4);
        var before = StageKeys.Of(_project.Read(out _));
        _project.Properties["ValidateEveryNEpochs"] = "3";
        Assert.Equal(before[Stage.Train].Text, StageKeys.Of(_project.Read(out _))[Stage.Train].Text);
        _project.Properties["ValidationSplit"] = "0.25";
        var after = StageKeys.Of(_project.Read(out _));
        Assert.Equal(before[Stage.CacheLatents].Hash, after[Stage.CacheLatents].Hash);
        Assert.Single(after[Stage.Train].Entries, entry => entry.Kind == "validation");
        Assert.Equal(["ValidationSplit", "ValidationSeed", "ValidateEveryNEpochs", "ValidateEveryNSteps", "MaxValidationSteps"],
            after[Stage.Train].Entries.Where(entry => entry.Name.Contains("Valida", StringComparison.Ordinal)).Select(entry => entry.Name));
    }

    [Fact]
    public void RegularizationImages_BalanceTheTrainedOnes()
    {
        Write(4);
        foreach (var i in Enumerable.Range(0, 4))
        {
            _project.WriteImage($"class/{i}.png");
            _project.Regularization.Add(_project.Item($"class/{i}.png"));
        }

        _project.Properties["NumRepeats"] = "1";
        _project.Properties["ValidationSplit"] = "0.5";
        var images = _project.Read(out _).Images;
        Assert.Equal([(false, false), (false, false), (false, true), (false, true), (true, false), (true, false)],
            images.Select(image => (image.IsValidation, image.IsRegularization)).Order());
    }

    [Fact]
    public void SamplePrompts_AreTheProjectsWhereItHasNone()
    {
        Write(2);
        _project.Write("prompts.txt", "# for samples\nzorblax, beach --n lowres --d 5 --w 256 --h 192 --s 12 --l 4 --ss euler\nzorblax\n");
        _project.Properties["SamplePrompts"] = "prompts.txt";
        var prompts = _project.Read(out var findings).Prompts;
        Assert.DoesNotContain(findings, finding => finding.Severity is Severity.Error);
        Assert.Equal(["zorblax, beach", "zorblax"], prompts.Select(prompt => prompt.Get(PromptOptions.Text)));
        Assert.Equal(("lowres", 5, 256, 192, 12, 4.0, Samplers.Euler), (prompts[0].Get(PromptOptions.Negative), prompts[0].Get(PromptOptions.Seed),
            prompts[0].Get(PromptOptions.Width), prompts[0].Get(PromptOptions.Height), prompts[0].Get(PromptOptions.Steps),
            prompts[0].Get(PromptOptions.Scale), prompts[0].Get(PromptOptions.Sampler)));
        _project.Prompts.Add(_project.Item("own", ("Text", "a house")));
        Assert.Equal(["a house"], _project.Read(out _).Prompts.Select(prompt => prompt.Get(PromptOptions.Text)));
    }

    [Fact]
    public void PromptsThatAreMissing_AreSaid()
    {
        Write(2);
        _project.Properties["SamplePrompts"] = "none.txt";
        _project.Read(out var findings);
        Assert.Contains(findings, finding => finding.Severity is Severity.Error && finding.Message.Contains("none.txt", StringComparison.Ordinal));
    }

    [Fact]
    public void DrawingWithoutPrompts_IsSaid()
    {
        Write(2);
        _project.Properties["SampleEveryNEpochs"] = "2";
        _project.Read(out var findings);
        Assert.Contains(findings, finding => finding.Code == "LORA1067");
    }

    private string[] Held(params (string Name, string Value)[] options)
    {
        _project.Properties.Clear();
        foreach (var (name, value) in options.Prepend(("BaseModel", "model")))
        {
            _project.Properties[name] = value;
        }

        return [.. _project.Read(out _).Images.Where(image => image.IsValidation).Select(image => image.Name)];
    }

    private void Write(int images)
    {
        foreach (var i in Enumerable.Range(0, images))
        {
            _project.WriteImage($"images/{i:D2}.png");
        }
    }
}
