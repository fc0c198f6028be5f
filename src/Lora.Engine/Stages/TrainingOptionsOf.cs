using Lora.Project;
using Lora.Tensors;
using Lora.Training;

namespace Lora.Engine;

/// <summary>The project's parameters as the trainer's options.</summary>
internal static class TrainingOptionsOf
{
    internal static TrainingOptions Request(StageRequest request)
    {
        var p = request.Parameters;
        return new()
        {
            NetworkDim = p.NetworkDim,
            NetworkAlpha = p.NetworkAlpha,
            TrainUnet = p.TrainsUnet,
            TrainTextEncoder = p.TrainsTextEncoder,
            LearningRate = p.TrainsUnet ? p.UnetLr : p.TextEncoderLr,
            UnetLr = p.UnetLr,
            TextEncoderLr = p.TextEncoderLr,
            OptimizerType = "AdamW",
            OptimizerArgs = FormattableString.Invariant(
                $"weight_decay={p.OptimizerArgs.WeightDecay:R} betas={p.OptimizerArgs.Beta1:R},{p.OptimizerArgs.Beta2:R} eps={p.OptimizerArgs.Epsilon:R}"),
            LrScheduler = p.LrScheduler,
            LrSchedulerNumCycles = p.LrSchedulerNumCycles,
            LrWarmupSteps = p.LrWarmupSteps,
            MaxTrainEpochs = p.MaxTrainEpochs,
            MaxTrainSteps = p.MaxTrainSteps,
            TrainBatchSize = p.TrainBatchSize,
            GradientAccumulationSteps = p.GradientAccumulationSteps,
            MaxGradNorm = p.MaxGradNorm,
            GradientCheckpointing = p.GradientCheckpointing,
            MinSnrGamma = p.MinSnrGamma,
            DebiasedEstimationLoss = p.DebiasedEstimationLoss,
            ShuffleCaption = p.ShuffleCaption,
            KeepTokens = p.KeepTokens,
            ClipSkip = p.ClipSkip,
            MaxTokenLength = p.MaxTokenLength,
            SaveEveryNEpochs = p.SaveEveryNEpochs,
            SavePrecision = p.SavePrecision switch
            {
                "fp16" => DType.Float16,
                "bf16" => DType.BFloat16,
                _ => DType.Float32,
            },
            Seed = p.Seed,
        };
    }
}
