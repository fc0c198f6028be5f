using System.Xml.Linq;

namespace Lora.Project.Tests;

public sealed class ParameterTableTests
{
    public static TheoryData<string> Names => [.. ParameterTable.All.Select(parameter => parameter.Name)];

    [Fact]
    public void Names_AreUnique() => Assert.Equal(ParameterTable.All.Count, ParameterTable.All.DistinctBy(parameter => parameter.Name.ToUpperInvariant())
        .Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void Default_IsAValueInCanonicalForm(string name)
    {
        var parameter = ParameterTable.Find(name)!;

        Assert.True(parameter.Default.Length == 0 || ParameterValue.Normalize(parameter, parameter.Default, out _) == parameter.Default, parameter.Default);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Name_IsKohyasInPascalCase(string name)
    {
        var kohya = ParameterTable.Find(name)!.KohyaName;

        Assert.True(kohya is null || kohya == "pretrained_model_name_or_path" || kohya.Replace("_", "", StringComparison.Ordinal)
            .Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Targets_PassEveryPropertyOfTheTable()
    {
        var targets = XDocument.Load(Path.Combine(DiagnosticCatalogTests.Repository(), "sdk", "Lora.Sdk", "targets", "Lora.Plan.targets"));
        var passed = targets.Descendants("_LoraParameter").Select(item => (Name: item.Attribute("Include")!.Value, Value: item.Attribute("Value")!.Value))
            .ToArray();

        Assert.Equal(ParameterTable.All.Select(parameter => parameter.Name).Order(), passed.Select(item => item.Name).Order());
        Assert.All(passed, item => Assert.Equal($"$({item.Name})", item.Value));
    }

    [Theory]
    [InlineData("NetworkDim", " 16 ", "16")]
    [InlineData("UnetLr", "5E-4", "0.0005")]
    [InlineData("UnetLr", "0.00050", "0.0005")]
    [InlineData("EnableBucket", "False", "false")]
    [InlineData("SavePrecision", "float", "fp32")]
    [InlineData("LrScheduler", "Cosine", "cosine")]
    [InlineData("SampleSampler", "k_euler_a", "euler_a")]
    [InlineData("OptimizerArgs", "weight_decay=0.1   betas=0.9,0.99", "weight_decay=0.1 betas=0.9,0.99")]
    public void Values_AreCanonical(string name, string text, string value) =>
        Assert.Equal(value, ParameterValue.Normalize(ParameterTable.Find(name)!, text, out _));

    [Theory]
    [InlineData("NetworkDim", "0")]
    [InlineData("NetworkDim", "769")]
    [InlineData("NetworkDim", "1,000")]
    [InlineData("NetworkDim", "8.0")]
    [InlineData("UnetLr", "1,5")]
    [InlineData("UnetLr", "NaN")]
    [InlineData("UnetLr", "-1")]
    [InlineData("Resolution", "130")]
    [InlineData("EnableBucket", "yes")]
    [InlineData("LrScheduler", "cosin")]
    [InlineData("OptimizerArgs", "weightdecay=1")]
    [InlineData("OptimizerArgs", "betas=")]
    public void WrongValues_AreRefusedWithTheRange(string name, string text)
    {
        var parameter = ParameterTable.Find(name)!;

        Assert.Null(ParameterValue.Normalize(parameter, text, out var problem));
        Assert.Contains(parameter.Range, problem);
    }

    [Fact]
    public void Defaults_AreTheCharacterRow()
    {
        var parameters = TrainingParameters.From(new Dictionary<string, string>());

        Assert.Equal((8, 4.0, 5e-4, 1e-4), (parameters.NetworkDim, parameters.NetworkAlpha, parameters.UnetLr, parameters.TextEncoderLr));
        Assert.Equal(("cosine_with_restarts", 3, 10, 0), (parameters.LrScheduler, parameters.LrSchedulerNumCycles, parameters.MaxTrainEpochs,
            parameters.MaxTrainSteps));
        Assert.Equal((4, 42L, 768), (parameters.TrainBatchSize, parameters.Seed, parameters.Resolution));
    }

    [Theory]
    [InlineData("NetworkDim=32", 16.0)]
    [InlineData("NetworkDim=32 NetworkAlpha=4", 4.0)]
    [InlineData("NetworkDim=32 NetworkAlpha=0", 32.0)]
    public void Alpha_FollowsTheDim(string values, double alpha) => Assert.Equal(alpha, From(values).NetworkAlpha);

    [Theory]
    [InlineData("LearningRate=1", 1.0, 1.0)]
    [InlineData("LearningRate=1 UnetLr=2", 2.0, 1.0)]
    [InlineData("NetworkTrainUnetOnly=true", 5e-4, 0.0)]
    [InlineData("NetworkTrainTextEncoderOnly=true", 0.0, 1e-4)]
    public void Rates_FallBackToLearningRate(string values, double unet, double textEncoder) =>
        Assert.Equal((unet, textEncoder), (From(values).UnetLr, From(values).TextEncoderLr));

    [Theory]
    [InlineData("MaxTrainSteps=4", 0, 4)]
    [InlineData("MaxTrainEpochs=3", 3, 0)]
    [InlineData("MaxTrainEpochs=3 MaxTrainSteps=4", 3, 4)]
    public void Limits_AreThoseThatAreSet(string values, int epochs, int steps) =>
        Assert.Equal((epochs, steps), (From(values).MaxTrainEpochs, From(values).MaxTrainSteps));

    [Fact]
    public void OptimizerArguments_AreRead() =>
        Assert.Equal(new OptimizerArguments(0.1, 0.8, 0.9, 1e-6), OptimizerArguments.Parse("weight_decay=0.1 betas=0.8,0.9 eps=1e-6"));

    [Theory]
    [InlineData("betas=0.9")]
    [InlineData("betas=0.9,1")]
    [InlineData("eps=0")]
    [InlineData("weight_decay=-1")]
    [InlineData("weight_decay=x")]
    public void OptimizerArguments_OutOfRange_AreNone(string text) => Assert.Null(OptimizerArguments.Parse(text));

    private static TrainingParameters From(string values) => TrainingParameters.From(values.Split(' ').Select(pair => pair.Split('='))
        .ToDictionary(pair => pair[0], pair => pair[1]));
}
