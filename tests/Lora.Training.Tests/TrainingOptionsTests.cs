using Lora.Tensors;

namespace Lora.Training.Tests;

public class TrainingOptionsTests
{
    public static TheoryData<string, TrainingOptions> Wrong => new()
    {
        { "NetworkDim", new() { NetworkDim = 0 } },
        { "NetworkDim", new() { NetworkDim = 769 } },
        { "NetworkAlpha", new() { NetworkAlpha = -1 } },
        { "NetworkAlpha", new() { NetworkAlpha = double.NaN } },
        { "LearningRate", new() { LearningRate = -1e-4 } },
        { "UnetLr", new() { UnetLr = double.PositiveInfinity } },
        { "TextEncoderLr", new() { TextEncoderLr = -1 } },
        { "MaxTrainEpochs", new() { MaxTrainEpochs = -1 } },
        { "MaxTrainSteps", new() { MaxTrainSteps = -5 } },
        { "TrainBatchSize", new() { TrainBatchSize = 0 } },
        { "GradientAccumulationSteps", new() { GradientAccumulationSteps = 0 } },
        { "MaxGradNorm", new() { MaxGradNorm = -1 } },
        { "MinSnrGamma", new() { MinSnrGamma = -1 } },
        { "KeepTokens", new() { KeepTokens = -1 } },
        { "SaveEveryNEpochs", new() { SaveEveryNEpochs = -1 } },
        { "NetworkTrainUnetOnly", new() { TrainUnet = false, TrainTextEncoder = false } },
        { "SavePrecision", new() { SavePrecision = DType.Int64 } },
    };

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void ValueOutOfRange_IsNamed(string name, TrainingOptions options) => Assert.Contains(name, Assert.Throws<TrainingException>(options.Check).Message);

    [Fact]
    public void Defaults_AreAllowed() => new TrainingOptions().Check();

    [Fact]
    public void AlphaZero_MeansTheDim() => Assert.Equal(16, new TrainingOptions { NetworkDim = 16, NetworkAlpha = 0 }.EffectiveAlpha);
}
