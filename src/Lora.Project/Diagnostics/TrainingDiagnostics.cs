namespace Lora.Project;

/// <summary>LORA3xxx: what would spoil the training.</summary>
public static partial class TrainingDiagnostics
{
    public static Descriptor AlphaAboveDim { get; } = new("LORA3001", Severity.Warning, "NetworkAlpha above NetworkDim",
        "Set <NetworkAlpha> to half of <NetworkDim>, at most to the same.",
        "The LoRA is scaled by alpha / dim; above 1 the output burns.");

    public static Descriptor LossNotFinite { get; } = new("LORA3002", Severity.Error, "The loss is not a number",
        "Lower <UnetLr> and <TextEncoderLr>, keep <MaxGradNorm> at 1, or look for a broken image.",
        "The weights have grown without bound; every further step would be wasted.");

    public static Descriptor NothingToTrain { get; } = new("LORA3003", Severity.Error, "Nothing to train",
        "Set <UnetLr> or <TextEncoderLr> above 0.",
        "With both rates at 0 the LoRA would stay what it is: nothing.");

    public static Descriptor NoSteps { get; } = new("LORA3004", Severity.Error, "No steps to train",
        "Raise <MaxTrainEpochs>, <MaxTrainSteps> or <NumRepeats>.",
        "A LoRA of no steps changes nothing.");

    public static Descriptor UnusualSteps { get; } = new("LORA3005", Severity.Warning, "Unusual number of steps",
        "Change <MaxTrainEpochs>, <NumRepeats> or <MaxTrainSteps>; <LoraPreset>Tiny</LoraPreset> has numbers for 5 to 15 images.",
        "Below 200 steps a LoRA is usually under-trained, above 2000 (on Stable Diffusion XL 4000) over-trained.");

    public static Descriptor TrainingRefused { get; } = new("LORA3010", Severity.Error, "The training is not possible",
        "Change what is named here.",
        "The trainer cannot do what is asked of it with this model and these pictures.");

    public static Descriptor WeightsNotFinite { get; } = new("LORA3011", Severity.Error, "A weight of the base model is not a number",
        "Take another copy of the model, or another model.",
        "The file is damaged, or the training that wrote it broke down; whatever is made with it is noise.");

    public static Descriptor LoraUnusable { get; } = new("LORA3012", Severity.Error, "A trained LoRA cannot be laid over the base model",
        "Build the stage Train again with an empty folder bin.",
        "Pictures without the LoRA would show something else than what was trained.");

    public static Descriptor PredictionContradicted { get; } = new("LORA3013", Severity.Warning, "The project and the base model disagree",
        "Remove the property, or make sure that it is right and the model's files are wrong.",
        "A model that is trained towards what it does not predict learns noise; what the project says is done.");

    public static Descriptor PredictionUnknown { get; } = new("LORA3014", Severity.Warning, "Nothing says what the base model predicts",
        "Set <VParameterization> to true for a model of 768 pixels, to false for one of 512.",
        "Stable Diffusion 2.x comes in both kinds, and the file does not say which it is; noise is taken for it.");

    public static Descriptor ClipSkipIgnored { get; } = new("LORA3015", Severity.Warning, "ClipSkip has no effect",
        "Remove <ClipSkip>: this kind of base model is always conditioned on the last layer but one.",
        "The setting would be passed over in silence; in A1111 and ComfyUI clip skip 2 is what is done here.");

    public static Descriptor LatentNotFinite { get; } = new("LORA3016", Severity.Error, "A latent is not a number",
        "Set <VaeModel> to an autoencoder that is whole, as sdxl-vae-fp16-fix for Stable Diffusion XL.",
        "The autoencoder of the base model breaks down on this picture; trained on, it would give black pictures.");

    public static Descriptor PureNoise { get; } = new("LORA3017", Severity.Warning, "Noise is to be predicted from pure noise",
        "Set <VParameterization> to true, or <ZeroTerminalSnr> to false.",
        "At the last timestep nothing of the picture is left, and the noise itself is the input: there is nothing to learn.");

    public static Descriptor RatesDiffer { get; } = new("LORA3050", Severity.Error, "The optimizer finds one rate for all parts",
        "Set <LearningRate>1</LearningRate>, and remove <UnetLr> and <TextEncoderLr> or make them equal (0 leaves a part out).",
        "D-Adaptation and Prodigy estimate one d from all parts together; with rates that differ that estimate would be wrong for each of them.");

    public static Descriptor NoCaptionRead { get; } = new("LORA3018", Severity.Warning, "No caption is read",
        "Set <CaptionDropoutRate> to 0.05 or 0.1, or <CaptionDropoutEveryNEpochs> to at least 2.",
        "Every picture would be trained without its caption, and no word would call what is learned.");

    internal static IReadOnlyList<Descriptor> All => field ??=
    [
        AlphaAboveDim, LossNotFinite, NothingToTrain, NoSteps, UnusualSteps, TrainingRefused, WeightsNotFinite, LoraUnusable,
        PredictionContradicted, PredictionUnknown, ClipSkipIgnored, LatentNotFinite, PureNoise, NoCaptionRead, RatesDiffer,
        TooFewImages, UnetLrHigh, ConstantSchedule, TextEncoderLrAboveUnetLr, BatchLarge, DimLarge, MinSnrHigh, ClipSkipUnlikeBase,
        CharacterFlipped, FoundRateScaled, FoundRateFalls, Ia3RateLow, LokrTooSmall, DimUnlikeDifficulty,
        NetworkNotLoaded,
        NoEffect, NoiseOffsetHigh, CaptionWeightWrong,
        NetworkWeightsUnfit, BaseWeightsUnfit, LayersLeftOut,
        .. Losses,
        ToolFileMissing, ToolValueWrong, ToolFilesDoNotFit,
        BlockCount, NoLayer, NoSuchModule, BlocksWithoutDims, BlockWeightsUnlikeModel, NetworkNotExported, NetworkSize,
    ];
}
