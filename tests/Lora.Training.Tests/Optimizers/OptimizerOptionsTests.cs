namespace Lora.Training.Tests;

public class OptimizerOptionsTests
{
    [Fact]
    public void KohyasArguments_AreRead() =>
        Assert.Equal(new AdamWOptions(0.8, 0.99, 1e-6, 0.05), AdamWOptions.Parse(" weight_decay=0.05 betas=0.8,0.99\teps=1e-6 "));

    [Fact]
    public void NoArguments_GiveTorchsDefaults() => Assert.Equal(new AdamWOptions(0.9, 0.999, 1e-8, 0.01), AdamWOptions.Parse(""));

    [Fact]
    public void Brackets_AreAllowed() => Assert.Equal(0.95, AdamWOptions.Parse("betas=(0.9,0.95)").Beta2);

    [Theory]
    [InlineData("weight_decy=0.1", "weight_decay")]
    [InlineData("weight_decay", "key=value")]
    [InlineData("weight_decay=-1", "weight_decay")]
    [InlineData("weight_decay=a", "weight_decay")]
    [InlineData("eps=1e-8 eps=1e-8", "twice")]
    [InlineData("betas=0.9", "betas")]
    [InlineData("betas=0.9,1", "betas")]
    [InlineData("eps=nan", "eps")]
    public void WrongArgument_IsNamed(string arguments, string part) =>
        Assert.Contains(part, Assert.Throws<TrainingException>(() => AdamWOptions.Parse(arguments)).Message);

    [Fact]
    public void UnknownOptimizer_ListsTheKnownOnes() =>
        Assert.Contains("AdamW", Assert.Throws<TrainingException>(() => OptimizerCatalog.Create("AdamX")).Message);

    [Fact]
    public void EveryOptimizer_IsMadeFromItsOwnArguments() => Assert.All(OptimizerCatalog.All, info =>
    {
        using var optimizer = OptimizerCatalog.Create(info.Name.ToUpperInvariant(), info.Arguments);
        Assert.NotEmpty(info.Source);
        Assert.Equal(info.StateNames.Count, info.StateNames.Distinct().Count());
    });
}
