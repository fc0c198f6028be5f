namespace Lora.Vocabulary.Tests;

public sealed class OptimizersTests
{
    public static TheoryData<string> Names => [.. Optimizers.All.Select(row => row.Name)];

    /// <summary>What is written for kohya's scripts is read back as the same.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void KohyaName_IsReadBack(string name)
    {
        var row = Optimizers.All.Single(row => row.Name == name);
        var values = OptionValues.Resolve(Options.All, new Dictionary<string, string> { ["OptimizerType"] = row.KohyaName });

        Assert.Equal(row, values.Get(RateOptions.OptimizerType));
    }

    [Theory]
    [InlineData("", 5e-4, 1e-4, "cosine_with_restarts")]
    [InlineData("OptimizerType=Prodigy", 1, 1, "cosine_with_restarts")]
    [InlineData("OptimizerType=Prodigy LearningRate=0.5", 0.5, 0.5, "cosine_with_restarts")]
    [InlineData("OptimizerType=ProdigyPlusScheduleFree LrScheduler=cosine", 1, 1, "constant")]
    [InlineData("OptimizerType=AdamWScheduleFree", 5e-4, 1e-4, "constant")]
    public void Rates_AreTheUsualOnes(string written, double unet, double text, string schedule)
    {
        var values = Resolve(written);

        Assert.Equal((unet, text, schedule),
            (values.Get(RateOptions.UnetLr), values.Get(RateOptions.TextEncoderLr), values.Get(RateOptions.LrScheduler).Name));
    }

    [Theory]
    [InlineData("OptimizerType=AdaFactor", true)]
    [InlineData("OptimizerType=AdaFactor OptimizerArgs=relative_step:False", false)]
    [InlineData("OptimizerType=adafactor OptimizerArgs=warmup_init:True", true)]
    [InlineData("OptimizerType=AdamW", false)]
    public void AdaFactor_SetsItsRateUnlessTold(string written, bool sets)
    {
        var values = Resolve(written);

        Assert.Equal(sets, values.Get(RateOptions.OptimizerType).SetsRate(values.Get(RateOptions.OptimizerArgs)));
    }

    /// <summary>Python's word for an argument that is left out, where one can be.</summary>
    [Fact]
    public void None_IsLeftOut()
    {
        var problems = new List<string>();
        var written = new Dictionary<string, string> { ["OptimizerType"] = "Prodigy", ["OptimizerArgs"] = "beta3=None eps=None" };
        var values = OptionValues.Resolve(Options.All, written, (_, problem) => problems.Add(problem));

        Assert.Null(values.Get(RateOptions.OptimizerArgs).Get<double?>("beta3"));
        Assert.Contains("'None' is not a value of eps", Assert.Single(problems), StringComparison.Ordinal);
    }

    private static OptionValues Resolve(string written) => OptionValues.Resolve(Options.All, written.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1].Replace(':', '=')));
}
