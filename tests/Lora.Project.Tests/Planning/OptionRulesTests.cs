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
    [InlineData("LrSchedulerType=StepLR LrSchedulerArgs=step_size=5 LrWarmupSteps=10",
        "LrWarmupSteps: LrSchedulerType StepLR takes no warm-up, and LrWarmupSteps is 10.")]
    [InlineData("LrSchedulerType=StepLR", "LrSchedulerType: LrSchedulerType StepLR needs step_size in LrSchedulerArgs: a whole number of at least 1.")]
    [InlineData("LrSchedulerType=StepLR LrSchedulerArgs=step_size=5", "")]
    [InlineData("LrScheduler=piecewise_constant",
        "LrScheduler: LrScheduler piecewise_constant needs step_rules in LrSchedulerArgs: factor:step,...,factor with rising steps.")]
    [InlineData("LrScheduler=cosine_with_min_lr",
        "LrScheduler: LrScheduler cosine_with_min_lr needs LrSchedulerMinLrRatio, or min_lr in LrSchedulerArgs.")]
    [InlineData("LrScheduler=cosine_with_min_lr LrSchedulerMinLrRatio=0.1", "")]
    [InlineData("LrScheduler=cosine_with_min_lr LrSchedulerArgs=min_lr=1e-5", "")]
    [InlineData("LrScheduler=cosine_with_min_lr LrSchedulerMinLrRatio=0.1 LrSchedulerArgs=min_lr=1e-5",
        "LrSchedulerMinLrRatio: LrSchedulerMinLrRatio and min_lr in LrSchedulerArgs both say how far cosine_with_min_lr falls.")]
    [InlineData("LrScheduler=polynomial", "")]
    [InlineData("LrScheduler=polynomial LrSchedulerArgs=lr_end=5e-4",
        "LrSchedulerArgs: lr_end 0.0005 in LrSchedulerArgs is not below the learning rate 0.0005.")]
    [InlineData("LrSchedulerType=OneCycleLR LrSchedulerArgs=max_lr=1e-3+total_steps=99 MaxTrainSteps=100",
        "LrSchedulerArgs: total_steps 99 in LrSchedulerArgs is below MaxTrainSteps 100.")]
    [InlineData("LrScheduler=warmup_stable_decay LrDecaySteps=0.5 LrWarmupSteps=51 MaxTrainSteps=100",
        "LrDecaySteps: LrWarmupSteps 51 and LrDecaySteps 50 are together more than MaxTrainSteps 100.")]
    [InlineData("LrScheduler=warmup_stable_decay LrDecaySteps=1.5",
        "LrDecaySteps: LrDecaySteps 1.5 is neither a whole number of steps nor, below 1, a part of all steps.")]
    [InlineData("LrScheduler=adafactor", "LrScheduler: LrScheduler adafactor shows what AdaFactor finds with relative_step, and OptimizerType is AdamW8bit.")]
    [InlineData("LrScheduler=adafactor OptimizerType=AdaFactor", "")]
    [InlineData("LrScheduler=adafactor OptimizerType=AdaFactor OptimizerArgs=relative_step=False",
        "LrScheduler: LrScheduler adafactor shows what AdaFactor finds with relative_step, and OptimizerType is AdaFactor.")]
    [InlineData("LrSchedulerPower=1", "")]
    [InlineData("LrSchedulerPower=2", "LrSchedulerPower: LrSchedulerPower is 2, and the schedule is cosine_with_restarts.")]
    [InlineData("LossType=huber HuberC=0.2", "")]
    [InlineData("HuberC=0.1", "")]
    [InlineData("HuberC=0.2", "HuberC: HuberC is 0.2, and LossType l2 has no threshold.")]
    [InlineData("LossType=huber HuberScale=2", "HuberScale: HuberScale is 2, and HuberSchedule snr takes no scale.")]
    [InlineData("LossType=huber HuberScale=2 HuberSchedule=constant", "")]
    [InlineData("NoiseOffset=0.05 AdaptiveNoiseScale=0.1", "")]
    [InlineData("AdaptiveNoiseScale=0.1", "AdaptiveNoiseScale: AdaptiveNoiseScale adds to NoiseOffset, which is 0: no offset is made then.")]
    [InlineData("MultiresNoiseDiscount=0.5", "MultiresNoiseDiscount: MultiresNoiseDiscount is 0.5, and MultiresNoiseIterations is 0.")]
    [InlineData("MinTimestep=500 MaxTimestep=500", "")]
    [InlineData("MinTimestep=501 MaxTimestep=500", "MinTimestep: MinTimestep 501 is above MaxTimestep 500.")]
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
    [InlineData("CacheTextEncoderOutputs=true NetworkTrainUnetOnly=true", "")]
    [InlineData("CacheTextEncoderOutputs=false", "")]
    [InlineData("CacheTextEncoderOutputs=true NetworkTrainUnetOnly=true ShuffleCaption=true CaptionTagDropoutRate=0.1",
        "CacheTextEncoderOutputs: CacheTextEncoderOutputs is true, and captions vary (ShuffleCaption, CaptionTagDropoutRate).")]
    [InlineData("CacheTextEncoderOutputs=true TokenWarmupStep=10",
        "CacheTextEncoderOutputs: CacheTextEncoderOutputs is true, and the text encoder is trained (NetworkTrainUnetOnly is false), "
        + "and captions vary (TokenWarmupStep).")]
    public void Combination_IsFoundAtWhatTheUserWrote(string written, string problem) =>
        Assert.Equal(problem.Length == 0 ? [] : [problem], Check(written).Select(found => $"{found.Options[0]}: {found.Problem}"));

    [Fact]
    public void WrongValue_BringsNoSecondFinding() =>
        Assert.Empty(Check("Resolution=96 MinBucketReso=x MaxBucketReso=y BucketResoSteps=z"));

    private static IEnumerable<(Descriptor Descriptor, IReadOnlyList<Option> Options, string Problem)> Check(string written)
    {
        var values = OptionValues.Resolve(Options.All,
            written.Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1].Replace('+', ' ')), (_, _) => { });
        return OptionRules.Check(values, option => values.IsWritten(option) ? 0 : 1)
            .Where(found => DangerRules.All.All(danger => danger.Descriptor != found.Descriptor));
    }
}
