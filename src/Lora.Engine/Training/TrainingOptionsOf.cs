using Lora.Project;
using Lora.Tensors;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>The project's parameters as the trainer's options.</summary>
internal static class TrainingOptionsOf
{
    internal static TrainingOptions Request(StageRequest request)
    {
        var p = request;
        return new()
        {
            NetworkDim = p.Get(NetworkOptions.NetworkDim),
            NetworkAlpha = p.Get(NetworkOptions.NetworkAlpha),
            TrainUnet = p.Values.TrainsUnet,
            TrainTextEncoder = p.Values.TrainsTextEncoder,
            LearningRate = p.Values.TrainsUnet ? p.Get(RateOptions.UnetLr) : p.Get(RateOptions.TextEncoderLr),
            UnetLr = p.Get(RateOptions.UnetLr),
            TextEncoderLr = p.Get(RateOptions.TextEncoderLr),
            OptimizerType = "AdamW",
            OptimizerArgs = p.Values.Text(RateOptions.OptimizerArgs),
            LrScheduler = p.Get(RateOptions.LrScheduler).Name,
            LrSchedulerNumCycles = p.Get(RateOptions.LrSchedulerNumCycles),
            LrWarmupSteps = p.Get(RateOptions.LrWarmupSteps),
            MaxTrainEpochs = p.Get(RunOptions.MaxTrainEpochs),
            MaxTrainSteps = p.Get(RunOptions.MaxTrainSteps),
            TrainBatchSize = p.Get(RunOptions.TrainBatchSize),
            GradientAccumulationSteps = p.Get(RunOptions.GradientAccumulationSteps),
            MaxGradNorm = p.Get(RateOptions.MaxGradNorm),
            GradientCheckpointing = p.Get(RunOptions.GradientCheckpointing),
            MinSnrGamma = p.Get(RateOptions.MinSnrGamma),
            DebiasedEstimationLoss = p.Get(RateOptions.DebiasedEstimationLoss),
            ShuffleCaption = p.Get(DatasetOptions.ShuffleCaption),
            KeepTokens = p.Get(DatasetOptions.KeepTokens),
            ClipSkip = p.Get(DatasetOptions.ClipSkip),
            MaxTokenLength = p.Get(DatasetOptions.MaxTokenLength),
            SaveEveryNEpochs = p.Get(OutputOptions.SaveEveryNEpochs),
            SavePrecision = p.Get(OutputOptions.SavePrecision) switch
            {
                "fp16" => DType.Float16,
                "bf16" => DType.BFloat16,
                _ => DType.Float32,
            },
            Seed = p.Get(RunOptions.Seed),
        };
    }
}
