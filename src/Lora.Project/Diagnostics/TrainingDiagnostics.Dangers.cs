namespace Lora.Project;

/// <content>LORA302x: values that the community's guides warn of; each works, and most disappoint.</content>
public static partial class TrainingDiagnostics
{
    public static Descriptor TooFewImages { get; } = new("LORA3020", Severity.Warning, "Fewer images than the preset is made for",
        "Add images, set <LoraPreset>Tiny</LoraPreset>, or write a number of repeats and epochs that suits so few.",
        "With repeats and epochs that are made for more images the training ends too early.");

    public static Descriptor UnetLrHigh { get; } = new("LORA3021", Severity.Warning, "UnetLr above 1e-3",
        "Set <UnetLr> to 1e-3 or less; 5e-4 is usual.",
        "An optimizer that does not find its own rate jumps over what is to be learned, and the pictures fall apart.");

    public static Descriptor ConstantSchedule { get; } = new("LORA3022", Severity.Warning, "Constant learning rate",
        "Set <LrScheduler> to cosine or cosine_with_restarts.",
        "Only an optimizer that finds its own rate trains well at one that never falls; others over-train.");

    public static Descriptor TextEncoderLrAboveUnetLr { get; } = new("LORA3023", Severity.Warning, "TextEncoderLr above UnetLr",
        "Set <TextEncoderLr> to about half of <UnetLr>, or less.",
        "A text encoder that learns faster than the U-Net forgets what words mean before the picture has followed.");

    public static Descriptor BatchLarge { get; } = new("LORA3024", Severity.Warning, "Batches of more than 8",
        "Set <TrainBatchSize> to 4 or 2, and <GradientAccumulationSteps> for fewer, larger steps.",
        "Such a batch needs much memory, and leaves a small dataset with few steps.");

    public static Descriptor DimLarge { get; } = new("LORA3025", Severity.Warning, "NetworkDim above 128",
        "Set <NetworkDim> to 8 or 16, and only for very detailed subjects to 64 or 128.",
        "A large network learns backgrounds and poses by heart, and its file is large.");

    public static Descriptor MinSnrHigh { get; } = new("LORA3026", Severity.Warning, "MinSnrGamma above 20",
        "Set <MinSnrGamma> to 5, or leave it out.",
        "So high it reaches nearly no timestep, and changes next to nothing.");

    public static Descriptor ClipSkipUnlikeBase { get; } = new("LORA3027", Severity.Warning, "ClipSkip unlike the base model's",
        "Remove <ClipSkip>, so that the base model's own counts, or correct bases.json.",
        "A LoRA that is trained on another layer of the text encoder than its pictures are drawn with answers weakly to its words.");

    public static Descriptor CharacterFlipped { get; } = new("LORA3028", Severity.Warning, "A character is mirrored",
        "Set <FlipAug>false</FlipAug>, or add this code to <NoWarn> if the subject is the same on both sides.",
        "A parting, a scar, one earring, writing: what stands on one side is learned on both.");

    public static Descriptor FoundRateScaled { get; } = new("LORA3029", Severity.Warning, "Rates outside of 0.1 to 1 with an optimizer that finds its own",
        "Set <LearningRate>1</LearningRate>.",
        "Such an optimizer multiplies what it finds by the rate: an ordinary one stops it, one above 1 throws it off.");

    public static Descriptor FoundRateFalls { get; } = new("LORA3110", Severity.Warning, "D-Adaptation with a schedule",
        "Set <LrScheduler>constant</LrScheduler>.",
        "D-Adaptation estimates its rate from how far the weights have come; a rate that changes besides misleads it.");

    public static Descriptor Ia3RateLow { get; } = new("LORA3111", Severity.Warning, "(IA)3 with an ordinary rate",
        "Set <UnetLr> to 4e-3 or 5e-3, 8 to 10 times of what a LoRA takes.",
        "The one number a channel that (IA)3 trains hardly moves at a LoRA's rate; of all networks it suits other base models than its own least.");

    public static Descriptor LokrTooSmall { get; } = new("LORA3112", Severity.Warning, "LoKr for a difficult subject",
        "Set <NetworkAlgo> to lora, locon or loha.",
        "LoKr has few numbers: enough for subjects of difficulty A to C, too few for what is built unlike anything the base model knows.");

    public static Descriptor DimUnlikeDifficulty { get; } = new("LORA3113", Severity.Warning, "NetworkDim unlike the subject's difficulty",
        "Set <NetworkDim> into the range that the message names, or correct <Difficulty>.",
        "A rank too low cannot hold the subject; one too high learns backgrounds and poses by heart.");
}
