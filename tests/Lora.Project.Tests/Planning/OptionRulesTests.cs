using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

public sealed class OptionRulesTests
{
    [Theory]
    [InlineData("Resolution=128 MinBucketReso=96 MaxBucketReso=192 BucketResoSteps=16", "")]
    [InlineData("Resolution=512", "")]
    [InlineData("Resolution=512 MinBucketReso=560", "")]
    [InlineData("Resolution=512 MaxBucketReso=500", "")]
    [InlineData("Resolution=128", "Resolution: MinBucketReso 256 is above Resolution 128.")]
    [InlineData("Resolution=768 MaxBucketReso=512", "MaxBucketReso: MaxBucketReso 512 is below Resolution 768.")]
    [InlineData("Resolution=64 MinBucketReso=16 BucketResoSteps=128", "BucketResoSteps: BucketResoSteps 128 is above Resolution 64.")]
    [InlineData("Resolution=128 EnableBucket=false", "")]
    [InlineData("NetworkTrainUnetOnly=true NetworkTrainTextEncoderOnly=true",
        "NetworkTrainUnetOnly: NetworkTrainUnetOnly and NetworkTrainTextEncoderOnly are both true.")]
    [InlineData("UnetLr=0 TextEncoderLr=0", "UnetLr: The rates of U-Net and text encoder are both 0.")]
    [InlineData("NetworkTrainUnetOnly=true UnetLr=0", "UnetLr: The rates of U-Net and text encoder are both 0.")]
    [InlineData("NetworkDim=4 NetworkAlpha=8", "NetworkAlpha: NetworkAlpha 8 is above NetworkDim 4.")]
    [InlineData("LrScheduler=constant LrWarmupSteps=10", "LrWarmupSteps: LrScheduler constant takes no warm-up, and LrWarmupSteps is 10.")]
    [InlineData("LrScheduler=constant_with_warmup LrWarmupSteps=10", "")]
    [InlineData("LrScheduler=cosine LrWarmupSteps=0.1", "")]
    [InlineData("LrScheduler=cosine LrWarmupSteps=10.5",
        "LrWarmupSteps: LrWarmupSteps 10.5 is neither a whole number of steps nor, below 1, a part of all steps.")]
    [InlineData("OptimizerType=Prodigy", "")]
    [InlineData("OptimizerType=Prodigy UnetLr=0.5", "UnetLr: UnetLr is 0.5 and TextEncoderLr 1, with Prodigy.")]
    [InlineData("OptimizerType=DAdaptAdam UnetLr=0.5 TextEncoderLr=0", "")]
    [InlineData("OptimizerType=DAdaptation UnetLr=1 TextEncoderLr=0.5", "UnetLr: UnetLr is 1 and TextEncoderLr 0.5, with DAdaptAdamPreprint.")]
    [InlineData("OptimizerType=ProdigyPlusScheduleFree UnetLr=0.5", "")]
    [InlineData("SecondarySeparator=;;; KeepTokensSeparator=||| CaptionSeparator=,", "")]
    [InlineData("SecondarySeparator=;;; CaptionSeparator=;",
        "SecondarySeparator: SecondarySeparator ';;;' contains CaptionSeparator ';', at which the caption is parted before.")]
    [InlineData("SecondarySeparator=|||| KeepTokensSeparator=|||",
        "SecondarySeparator: SecondarySeparator '||||' contains KeepTokensSeparator '|||', at which the caption is parted before.")]
    [InlineData("KeepTokensSeparator=,", "KeepTokensSeparator: CaptionSeparator and KeepTokensSeparator are both ','.")]
    [InlineData("TokenWarmupStep=0.5", "")]
    [InlineData("TokenWarmupStep=10.5", "TokenWarmupStep: TokenWarmupStep 10.5 is neither a whole number of steps nor, below 1, a part of all steps.")]
    [InlineData("CaptionDropoutRate=0.5 CaptionDropoutEveryNEpochs=2", "")]
    [InlineData("CaptionDropoutRate=1", "CaptionDropoutRate: CaptionDropoutRate is 1.")]
    [InlineData("CaptionDropoutEveryNEpochs=1", "CaptionDropoutEveryNEpochs: CaptionDropoutEveryNEpochs is 1.")]
    public void Combination_IsFoundAtWhatTheUserWrote(string written, string problem) =>
        Assert.Equal(problem.Length == 0 ? [] : [problem], Check(written).Select(found => $"{found.Options[0]}: {found.Problem}"));

    [Fact]
    public void WrongValue_BringsNoSecondFinding() =>
        Assert.Empty(Check("Resolution=96 MinBucketReso=x MaxBucketReso=y BucketResoSteps=z"));

    private static IEnumerable<(Descriptor Descriptor, IReadOnlyList<Option> Options, string Problem)> Check(string written)
    {
        var values = OptionValues.Resolve(Options.All,
            written.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]), (_, _) => { });
        return OptionRules.Check(values, option => values.IsWritten(option) ? 0 : 1)
            .Where(found => DangerRules.All.All(danger => danger.Descriptor != found.Descriptor));
    }
}
