using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

public sealed class DangerRulesTests
{
    [Theory]
    [InlineData("UnetLr=1e-3", null)]
    [InlineData("UnetLr=2e-3", "LORA3021 UnetLr: UnetLr is 0.002, with AdamW8bit.")]
    [InlineData("LearningRate=2e-3", "LORA3021 LearningRate: UnetLr is 0.002, with AdamW8bit.")]
    [InlineData("UnetLr=2e-3 NetworkTrainTextEncoderOnly=true", null)]
    [InlineData("LrScheduler=linear", null)]
    [InlineData("LrScheduler=constant", "LORA3022 LrScheduler: LrScheduler is constant, with AdamW8bit.")]
    [InlineData("LrScheduler=constant_with_warmup", "LORA3022 LrScheduler: LrScheduler is constant_with_warmup, with AdamW8bit.")]
    [InlineData("OptimizerType=Prodigy LrScheduler=constant", null)]
    [InlineData("OptimizerType=AdamWScheduleFree", null)]
    [InlineData("OptimizerType=AdaFactor UnetLr=2e-3", null)]
    [InlineData("OptimizerType=AdaFactor OptimizerArgs=relative_step:False UnetLr=2e-3", "LORA3021 UnetLr: UnetLr is 0.002, with AdaFactor.")]
    [InlineData("TextEncoderLr=5e-4", null)]
    [InlineData("TextEncoderLr=6e-4", "LORA3023 TextEncoderLr: TextEncoderLr 0.0006 is above UnetLr 0.0005.")]
    [InlineData("UnetLr=5e-5", "LORA3023 UnetLr: TextEncoderLr 0.0001 is above UnetLr 5E-05.")]
    [InlineData("TextEncoderLr=6e-4 NetworkTrainTextEncoderOnly=true", null)]
    [InlineData("TrainBatchSize=8", null)]
    [InlineData("TrainBatchSize=9", "LORA3024 TrainBatchSize: TrainBatchSize is 9.")]
    [InlineData("NetworkDim=128", null)]
    [InlineData("NetworkDim=129", "LORA3025 NetworkDim: NetworkDim is 129.")]
    [InlineData("NetworkDim=129 LoraPreset=Style", null)]
    [InlineData("NetworkAlgo=dylora", null)]
    [InlineData("NetworkAlgo=ia3", "LORA3030 NetworkAlgo: Files of ia3 are not loaded by ComfyUI, Forge, diffusers.")]
    [InlineData("NetworkDim=160 Difficulty=H", null)]
    [InlineData("Difficulty=a", null)]
    [InlineData("Difficulty=G", "LORA3113 Difficulty: NetworkDim is 8; difficulty G wants 128 on Stable Diffusion 1.x, 32 on XL.")]
    [InlineData("NetworkDim=32 Difficulty=A", "LORA3113 NetworkDim: NetworkDim is 32; difficulty A wants 4 to 8 on Stable Diffusion 1.x, 1 to 2 on XL.")]
    [InlineData("OptimizerType=Prodigy", null)]
    [InlineData("OptimizerType=Prodigy LearningRate=0.1", null)]
    [InlineData("OptimizerType=Prodigy LearningRate=2", "LORA3029 LearningRate: UnetLr is 2, with Prodigy.")]
    [InlineData("OptimizerType=Prodigy UnetLr=1e-4 NetworkTrainUnetOnly=true", "LORA3029 UnetLr: UnetLr is 0.0001, with Prodigy.")]
    [InlineData("OptimizerType=DAdaptAdam LrScheduler=constant", null)]
    [InlineData("OptimizerType=DAdaptAdam LrScheduler=cosine", "LORA3110 LrScheduler: LrScheduler is cosine, with DAdaptAdam.")]
    [InlineData("NetworkAlgo=lokr Difficulty=C", null)]
    [InlineData("NetworkDim=32 NetworkAlgo=loha Difficulty=D", null)]
    [InlineData("NetworkDim=32 NetworkAlgo=lokr Difficulty=D", "LORA3112 NetworkAlgo: NetworkAlgo is lokr, and the subject's difficulty D.")]
    [InlineData("NetworkAlgo=ia3 UnetLr=5e-3", null)]
    [InlineData("NetworkAlgo=ia3 UnetLr=2e-2", "LORA3021 UnetLr: UnetLr is 0.02, with AdamW8bit.")]
    [InlineData("NetworkAlgo=ia3 UnetLr=5e-4 NetworkTrainUnetOnly=true", "LORA3111 UnetLr: UnetLr is 0.0005, with ia3.")]
    [InlineData("FlipAug=false", null)]
    [InlineData("FlipAug=true", "LORA3028 FlipAug: FlipAug is true.")]
    [InlineData("FlipAug=true LoraPreset=Style", null)]
    [InlineData("LrSchedulerType=ConstantLR", "LORA3022 LrSchedulerType: LrScheduler is ConstantLR, with AdamW8bit.")]
    [InlineData("NoiseOffset=0.1", null)]
    [InlineData("NoiseOffset=0.11", "LORA3061 NoiseOffset: NoiseOffset is 0.11.")]
    [InlineData("MinSnrGamma=20", null)]
    [InlineData("MinSnrGamma=20.5", "LORA3026 MinSnrGamma: MinSnrGamma is 20.5.")]
    [InlineData("FusedBackwardPass=true TrainBatchSize=1 OptimizerType=AdaFactor OptimizerArgs=relative_step:False", null)]
    [InlineData("FusedBackwardPass=true TrainBatchSize=1 MixedPrecision=bf16", null)]
    [InlineData("FusedBackwardPass=false GradientAccumulationSteps=2", null)]
    [InlineData("FusedBackwardPass=true TrainBatchSize=1 GradientAccumulationSteps=2",
        "LORA1080 GradientAccumulationSteps: FusedBackwardPass is true, and GradientAccumulationSteps 2.")]
    [InlineData("FusedBackwardPass=true TrainBatchSize=1 OptimizerType=ProdigyPlusScheduleFree",
        "LORA1081 FusedBackwardPass: FusedBackwardPass is true, with ProdigyPlusScheduleFree.")]
    [InlineData("FusedBackwardPass=true TrainBatchSize=1 MixedPrecision=fp16",
        "LORA1082 FusedBackwardPass: FusedBackwardPass is true, and MixedPrecision fp16.")]
    [InlineData("FusedBackwardPass=true", "LORA1083 FusedBackwardPass: FusedBackwardPass is true, and TrainBatchSize 4.")]
    public void Danger_IsSaidAtWhatTheUserWrote(string written, string? finding)
    {
        var values = OptionValues.Resolve(Options.All,
            written.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1].Replace(':', '=')));
        // who loads a network's files is another matter than how it is trained
        var found = OptionRules.Check(values, option => values.IsWritten(option) ? 0 : 1)
            .Where(entry => entry.Descriptor != TrainingDiagnostics.NetworkNotLoaded
                || finding?.StartsWith(entry.Descriptor.Code, StringComparison.Ordinal) == true);

        Assert.Equal(finding is null ? [] : [finding], found.Select(entry => $"{entry.Descriptor.Code} {entry.Options[0]}: {entry.Problem}"));
    }

    [Theory]
    [InlineData("NetworkAlgo=dylora;NetworkDim=8;NetworkArgs=unit=2", null)]
    [InlineData("NetworkAlgo=dylora;NetworkDim=8;NetworkArgs=unit=3", "unit is 3, which does not divide 8.")]
    [InlineData("NetworkAlgo=dylora;NetworkDim=8;NetworkArgs=form=lycoris conv_dim=6", "block_size is 4, which does not divide 6.")]
    [InlineData("NetworkAlgo=lora;SaveFormat=diffusers", null)]
    [InlineData("NetworkAlgo=dora;SaveFormat=diffusers", "SaveFormat is diffusers, which has no form for dora with these arguments.")]
    [InlineData("NetworkAlgo=lora;SaveFormat=diffusers;NetworkArgs=use_tucker=true",
        "SaveFormat is diffusers, which has no form for lora with these arguments.")]
    [InlineData("NetworkAlgo=lokr;SaveFormat=diffusers", "SaveFormat is diffusers, which has no form for lokr with these arguments.")]
    public void NetworkThatCannotBe_IsAnError(string written, string? problem)
    {
        var values = OptionValues.Resolve(Options.All, written.Split(';').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]));

        Assert.Equal(problem is null ? [] : [problem], OptionRules.Check(values, option => values.IsWritten(option) ? 0 : 1)
            .Where(entry => entry.Descriptor == ProjectDiagnostics.ImpossibleCombination).Select(entry => entry.Problem));
    }

    [Fact]
    public void DimAboveItsRange_IsAnError() => Assert.Contains("from 1 to 768", NetworkOptions.NetworkDim.Range, StringComparison.Ordinal);
}
