using static Lora.Vocabulary.CaptionOptions;
using static Lora.Vocabulary.DatasetOptions;
using static Lora.Vocabulary.NetworkOptions;
using static Lora.Vocabulary.NoiseOptions;
using static Lora.Vocabulary.PresetValue;
using static Lora.Vocabulary.RateOptions;
using static Lora.Vocabulary.RunOptions;

namespace Lora.Vocabulary;

/// <summary>
/// The presets, the rows of the community's guides. Where a row has half of its rank as alpha, NetworkAlpha's own default says so. Where its steps do not
/// follow from repeats and epochs, or contradict them, they are the limit MaxTrainSteps.
/// </summary>
public static class Presets
{
    private static readonly PresetValue AdamW8Bit = Of(OptimizerType, Optimizers.AdamW8bit);

    public static PresetVariant Character { get; } = new("Character", "One character, the standard recipe; what is in force without a preset.")
    {
        Values =
        [
            Of(NetworkDim, 8), Of(UnetLr, 5e-4), Of(TextEncoderLr, 1e-4), Of(LrScheduler, LrSchedules.CosineWithRestarts), Of(LrSchedulerNumCycles, 3),
            AdamW8Bit, Of(NumRepeats, 5), Of(MaxTrainEpochs, 10), Of(TrainBatchSize, 4), Of(Resolution, 768),
        ],
        Images = new(15, 50),
        IsForCharacter = true,
    };

    public static PresetVariant Style { get; } = new("Style", "An art style.")
    {
        Values =
        [
            Of(NetworkDim, 12), Of(UnetLr, 3e-4), Of(TextEncoderLr, 5e-5), Of(LrScheduler, LrSchedules.Cosine),
            Of(OptimizerType, Optimizers.CAME), Of(NumRepeats, 3), Of(TrainBatchSize, 4),
        ],
        Images = new(50, 200),
    };

    public static PresetVariant Concept { get; } = new("Concept", "A pose, clothing, an idea.")
    {
        Values =
        [
            Of(NetworkDim, 8), Of(UnetLr, 4e-4), Of(TextEncoderLr, 8e-5), Of(LrScheduler, LrSchedules.Linear),
            Of(OptimizerType, Optimizers.CAME), Of(NumRepeats, 5), Of(MaxTrainEpochs, 10), Of(TrainBatchSize, 4),
        ],
        Images = new(20, 100),
    };

    public static PresetVariant Tiny { get; } = new("Tiny", "5 to 15 perfect pictures.")
    {
        Values =
        [
            Of(NetworkDim, 8), Of(UnetLr, 3e-4), Of(TextEncoderLr, 5e-5), Of(LrScheduler, LrSchedules.CosineWithRestarts), AdamW8Bit, Of(NumRepeats, 15),
            Of(MaxTrainEpochs, 15), Of(MaxTrainSteps, 800), Of(TrainBatchSize, 1),
        ],
        Images = new(5, 15),
        IsForCharacter = true,
    };

    public static PresetVariant CivitaiXL { get; } = new("CivitaiXL", "Pony, Illustrious and others of the XL family.")
    {
        Values =
        [
            Of(NetworkDim, 32), Of(UnetLr, 1e-4), Of(TextEncoderLr, 5e-5), Of(LrScheduler, LrSchedules.Cosine), Of(LrSchedulerNumCycles, 3), AdamW8Bit,
            Of(NumRepeats, 50), Of(MaxTrainEpochs, 4), Of(MaxTrainSteps, 4000), Of(TrainBatchSize, 2), Of(Resolution, 1024), Of(EnableBucket, true),
            Of(ShuffleCaption, false), Of(KeepTokens, 1), Of(FlipAug, false), Of(ClipSkip, 2), Of(MinSnrGamma, 0),
            Of(NoiseOffset, 0.03),
        ],
        Images = new(15, 60),
    };

    public static PresetVariant DuskFall2025 { get; } = new("DuskFall2025", "Pony XL, Illustrious, NoobAI XL, Animagine.")
    {
        Values =
        [
            Of(NetworkDim, 32), Of(UnetLr, 5e-4), Of(TextEncoderLr, 1e-4), Of(LrScheduler, LrSchedules.Cosine), Of(OptimizerType, Optimizers.AdaFactor),
            // the row's rates and schedule mean nothing to it otherwise
            Arguments(Optimizers.AdaFactor, "scale_parameter=False relative_step=False"), Of(TrainBatchSize, 2), Of(ClipSkip, 1),
        ],
    };

    public static PresetVariant Easy { get; } = new("Easy", "Finds its own rate, for nearly everything.")
    {
        Values =
        [
            .. AtRateOfOne, Of(OptimizerType, Optimizers.DAdaptAdam), Arguments(Optimizers.DAdaptAdam, "decouple=True weight_decay=0.01 betas=0.9,0.999"),
        ],
        Images = new(50, 100),
    };

    public static PresetVariant EasyProdigy { get; } = new("EasyProdigy", "As Easy, with Prodigy.")
    {
        Values =
        [
            .. AtRateOfOne, Of(OptimizerType, Optimizers.Prodigy),
            Arguments(Optimizers.Prodigy, "decouple=True weight_decay=0.01 d_coef=2 use_bias_correction=True safeguard_warmup=False betas=0.9,0.999"),
        ],
        Images = new(50, 100),
    };

    public static PresetVariant CharacterGood { get; } = new("CharacterGood", "One character, many good pictures (Stable Diffusion 1.5).")
    {
        Values =
        [
            Of(NetworkDim, 32), Of(NetworkAlpha, 1), Of(UnetLr, 1e-4), Of(TextEncoderLr, 5e-5), Of(LrScheduler, LrSchedules.CosineWithRestarts),
            Of(MaxTrainSteps, 1000),
        ],
        Images = new(35, 100),
        IsForCharacter = true,
    };

    public static PresetVariant CharacterBad { get; } = new("CharacterBad",
        "One character, few or poor pictures (Stable Diffusion 1.5); wants regularization images.")
    {
        Values =
        [
            Of(NetworkDim, 32), Of(NetworkAlpha, 1), Of(UnetLr, 1e-4), Of(TextEncoderLr, 4.5e-5), Of(LrScheduler, LrSchedules.CosineWithRestarts),
            Of(MaxTrainSteps, 1600),
        ],
        Images = new(15, 30),
        IsForCharacter = true,
    };

    public static IReadOnlyList<PresetVariant> All { get; } =
        [Character, Style, Concept, Tiny, CivitaiXL, DuskFall2025, Easy, EasyProdigy, CharacterGood, CharacterBad];

    /// <summary>
    /// Where a user writes the first, a preset says nothing of the second: it would keep the first from having the effect that it has without the preset.
    /// </summary>
    public static IReadOnlyList<(Option Written, Option GivesWay)> GiveWay { get; } =
    [
        (LearningRate, UnetLr), (LearningRate, TextEncoderLr), (OptimizerType, OptimizerArgs), (NetworkAlgo, NetworkArgs), (MaxTrainSteps, MaxTrainEpochs),
        (MaxTrainEpochs, MaxTrainSteps),
    ];

    private static IReadOnlyList<PresetValue> AtRateOfOne =>
    [
        Of(NetworkDim, 64), Of(NetworkAlpha, 1), Of(UnetLr, 1), Of(TextEncoderLr, 1), Of(LrScheduler, LrSchedules.Constant), Of(NumRepeats, 1),
        Of(MaxTrainSteps, 1000), Of(TrainBatchSize, 1), Of(Resolution, 512), Of(EnableBucket, true), Of(MinBucketReso, 320), Of(MaxBucketReso, 768),
        Of(MinSnrGamma, 5), Of(MaxTokenLength, 225),
    ];

    private static PresetValue Arguments(OptimizerVariant optimizer, string written) => Of(OptimizerArgs, OptionValues.Resolve(optimizer.Arguments,
        written.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal)));
}
