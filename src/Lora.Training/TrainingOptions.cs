using System.Globalization;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>What shapes a training; every name is kohya's option in PascalCase, every default kohya's.</summary>
public sealed record TrainingOptions
{
    /// <summary>Rank of the adapters, 1 to 768.</summary>
    public int NetworkDim { get; init; } = 4;

    /// <summary>The branch is scaled by alpha / dim; 0 means alpha = dim.</summary>
    public double NetworkAlpha { get; init; } = 1;

    /// <summary>False: <c>network_train_text_encoder_only</c>.</summary>
    public bool TrainUnet { get; init; } = true;

    /// <summary>False: <c>network_train_unet_only</c>.</summary>
    public bool TrainTextEncoder { get; init; } = true;

    /// <summary>Base rate of whatever has none of its own.</summary>
    public double LearningRate { get; init; } = 2e-6;

    public double? UnetLr { get; init; }

    public double? TextEncoderLr { get; init; }

    public string OptimizerType { get; init; } = "AdamW";

    public string OptimizerArgs { get; init; } = "";

    public string LrScheduler { get; init; } = "constant";

    public int LrSchedulerNumCycles { get; init; } = 1;

    /// <summary>Steps, or below 1 a share of all steps.</summary>
    public double LrWarmupSteps { get; init; }

    /// <summary>Null or 0: as many as <see cref="MaxTrainSteps"/> takes. Given both, the smaller ends the run.</summary>
    public int? MaxTrainEpochs { get; init; }

    /// <summary>Optimizer steps. Null or 0: as many as <see cref="MaxTrainEpochs"/> takes; 1600 when that is missing too.</summary>
    public int? MaxTrainSteps { get; init; }

    public int TrainBatchSize { get; init; } = 1;

    public int GradientAccumulationSteps { get; init; } = 1;

    /// <summary>0: no clipping.</summary>
    public double MaxGradNorm { get; init; } = 1;

    public bool GradientCheckpointing { get; init; }

    /// <summary>Null or 0: off; 5 is usual.</summary>
    public double? MinSnrGamma { get; init; }

    public bool DebiasedEstimationLoss { get; init; }

    public bool VParameterization { get; init; }

    public bool ShuffleCaption { get; init; }

    public int KeepTokens { get; init; }

    /// <summary>1 is the text encoder's last layer.</summary>
    public int ClipSkip { get; init; } = 1;

    /// <summary>Tokens of a caption: 75, 150 or 225.</summary>
    public int MaxTokenLength { get; init; } = 75;

    /// <summary>0: only the final file.</summary>
    public int SaveEveryNEpochs { get; init; }

    /// <summary>Element type of the saved LoRA: fp32, fp16 or bf16.</summary>
    public DType SavePrecision { get; init; } = DType.Float16;

    public long Seed { get; init; } = 42;

    /// <summary>The U-Net's rate in force.</summary>
    public double EffectiveUnetLr => UnetLr ?? LearningRate;

    /// <summary>The text encoder's rate in force.</summary>
    public double EffectiveTextEncoderLr => TextEncoderLr ?? LearningRate;

    /// <summary>alpha / dim.</summary>
    public double EffectiveAlpha => NetworkAlpha == 0 ? NetworkDim : NetworkAlpha;

    /// <exception cref="TrainingException">A value is out of range, or two cannot go together.</exception>
    public void Check()
    {
        Range(nameof(NetworkDim), NetworkDim, 1, 768);
        Range(nameof(NetworkAlpha), NetworkAlpha, 0, double.MaxValue);
        Range(nameof(LearningRate), LearningRate, 0, double.MaxValue);
        Range(nameof(UnetLr), EffectiveUnetLr, 0, double.MaxValue);
        Range(nameof(TextEncoderLr), EffectiveTextEncoderLr, 0, double.MaxValue);
        Range(nameof(MaxTrainEpochs), MaxTrainEpochs ?? 0, 0, int.MaxValue);
        Range(nameof(MaxTrainSteps), MaxTrainSteps ?? 0, 0, int.MaxValue);
        Range(nameof(TrainBatchSize), TrainBatchSize, 1, int.MaxValue);
        Range(nameof(GradientAccumulationSteps), GradientAccumulationSteps, 1, int.MaxValue);
        Range(nameof(MaxGradNorm), MaxGradNorm, 0, double.MaxValue);
        Range(nameof(MinSnrGamma), MinSnrGamma ?? 0, 0, double.MaxValue);
        Range(nameof(KeepTokens), KeepTokens, 0, int.MaxValue);
        Range(nameof(SaveEveryNEpochs), SaveEveryNEpochs, 0, int.MaxValue);
        if (!TrainUnet && !TrainTextEncoder)
        {
            throw new TrainingException("NetworkTrainUnetOnly and NetworkTrainTextEncoderOnly exclude each other; set one of them, or neither to train both.");
        }

        if (!SavePrecision.IsFloat())
        {
            throw new TrainingException($"SavePrecision {SavePrecision} is no floating-point type; use float, fp16 or bf16.");
        }
    }

    private static void Range(string name, double value, double min, double max)
    {
        if (!(value >= min && value <= max))
        {
            var upper = max is double.MaxValue or int.MaxValue ? "" : $" and at most {max.ToString(CultureInfo.InvariantCulture)}";
            throw new TrainingException(FormattableString.Invariant($"{name} is {value}; it must be at least {min}{upper}."));
        }
    }
}
