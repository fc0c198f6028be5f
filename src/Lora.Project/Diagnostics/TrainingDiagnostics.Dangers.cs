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
}
