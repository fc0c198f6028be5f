using System.Globalization;

namespace Lora.Project;

/// <summary>The values of <see cref="ParameterTable"/>, typed and with every default resolved. Names, meaning and units are kohya's.</summary>
public sealed record TrainingParameters
{
    /// <summary>The subject's word, or empty.</summary>
    public required string Trigger { get; init; }
    public required int Resolution { get; init; }
    public required bool EnableBucket { get; init; }
    public required int MinBucketReso { get; init; }
    public required int MaxBucketReso { get; init; }
    public required int BucketResoSteps { get; init; }
    public required bool BucketNoUpscale { get; init; }
    public required bool ShuffleCaption { get; init; }
    public required int KeepTokens { get; init; }

    /// <summary>75, 150 or 225.</summary>
    public required int MaxTokenLength { get; init; }

    /// <summary>1 = the last layer.</summary>
    public required int ClipSkip { get; init; }
    public required int NetworkDim { get; init; }

    /// <summary>Above 0; half of the dim unless set.</summary>
    public required double NetworkAlpha { get; init; }

    /// <summary>0 = the U-Net is not trained.</summary>
    public required double UnetLr { get; init; }

    /// <summary>0 = the text encoder is not trained.</summary>
    public required double TextEncoderLr { get; init; }
    public required OptimizerArguments OptimizerArgs { get; init; }

    /// <summary>constant, constant_with_warmup, cosine or cosine_with_restarts.</summary>
    public required string LrScheduler { get; init; }
    public required int LrSchedulerNumCycles { get; init; }

    /// <summary>Below 1 a part of all steps.</summary>
    public required double LrWarmupSteps { get; init; }

    /// <summary>0 = no clipping.</summary>
    public required double MaxGradNorm { get; init; }

    /// <summary>0 = off.</summary>
    public required double MinSnrGamma { get; init; }
    public required bool DebiasedEstimationLoss { get; init; }

    /// <summary>0 = no limit; then <see cref="MaxTrainSteps"/> has one. The smaller of both ends the run.</summary>
    public required int MaxTrainEpochs { get; init; }

    /// <summary>0 = no limit.</summary>
    public required int MaxTrainSteps { get; init; }
    public required int TrainBatchSize { get; init; }
    public required int GradientAccumulationSteps { get; init; }
    public required bool GradientCheckpointing { get; init; }
    public required long Seed { get; init; }

    /// <summary>0 = only the last epoch's.</summary>
    public required int SaveEveryNEpochs { get; init; }

    /// <summary>fp32, fp16 or bf16.</summary>
    public required string SavePrecision { get; init; }

    /// <summary>The text encoder has a LoRA.</summary>
    public bool TrainsTextEncoder => TextEncoderLr > 0;

    /// <summary>The U-Net has a LoRA.</summary>
    public bool TrainsUnet => UnetLr > 0;

    /// <summary>Every caption is always read as the same text by the same encoder, so that its embedding can be kept.</summary>
    public bool CachesTextEmbeddings => !TrainsTextEncoder && !ShuffleCaption;

    /// <summary>
    /// From canonical texts (<see cref="ParameterValue.Normalize"/>) by property name; what is not in <paramref name="values"/> stands at its default.
    /// </summary>
    public static TrainingParameters From(IReadOnlyDictionary<string, string> values)
    {
        var rate = OptionalNumber("LearningRate");
        var dim = Integer("NetworkDim");
        var alpha = OptionalNumber("NetworkAlpha") ?? dim / 2.0;
        var epochs = Integer("MaxTrainEpochs");
        var steps = Integer("MaxTrainSteps");
        return new TrainingParameters
        {
            Trigger = Text("Trigger"),
            Resolution = Integer("Resolution"),
            EnableBucket = Boolean("EnableBucket"),
            MinBucketReso = Integer("MinBucketReso"),
            MaxBucketReso = Integer("MaxBucketReso"),
            BucketResoSteps = Integer("BucketResoSteps"),
            BucketNoUpscale = Boolean("BucketNoUpscale"),
            ShuffleCaption = Boolean("ShuffleCaption"),
            KeepTokens = Integer("KeepTokens"),
            MaxTokenLength = Integer("MaxTokenLength"),
            ClipSkip = Integer("ClipSkip"),
            NetworkDim = dim,
            NetworkAlpha = alpha == 0 ? dim : alpha,
            UnetLr = Boolean("NetworkTrainTextEncoderOnly") ? 0 : OptionalNumber("UnetLr") ?? rate ?? 5e-4,
            TextEncoderLr = Boolean("NetworkTrainUnetOnly") ? 0 : OptionalNumber("TextEncoderLr") ?? rate ?? 1e-4,
            OptimizerArgs = OptimizerArguments.Parse(Text("OptimizerArgs")) ?? new OptimizerArguments(),
            LrScheduler = Text("LrScheduler"),
            LrSchedulerNumCycles = Integer("LrSchedulerNumCycles"),
            LrWarmupSteps = OptionalNumber("LrWarmupSteps") ?? 0,
            MaxGradNorm = OptionalNumber("MaxGradNorm") ?? 0,
            MinSnrGamma = OptionalNumber("MinSnrGamma") ?? 0,
            DebiasedEstimationLoss = Boolean("DebiasedEstimationLoss"),
            MaxTrainEpochs = epochs == 0 && steps == 0 ? 10 : epochs,
            MaxTrainSteps = steps,
            TrainBatchSize = Integer("TrainBatchSize"),
            GradientAccumulationSteps = Integer("GradientAccumulationSteps"),
            GradientCheckpointing = Boolean("GradientCheckpointing"),
            Seed = OptionalNumber("Seed") is { } seed ? (long)seed : 42,
            SaveEveryNEpochs = Integer("SaveEveryNEpochs"),
            SavePrecision = Text("SavePrecision"),
        };

        string Text(string name) => values.GetValueOrDefault(name) is { Length: > 0 } text ? text : ParameterTable.Find(name)!.Default;
        bool Boolean(string name) => Text(name) == "true";
        int Integer(string name) => Text(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        double? OptionalNumber(string name) => Text(name) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
    }
}
