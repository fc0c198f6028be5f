namespace Lora.Project;

/// <content>LORA310x: what a training's losses and its validation tell.</content>
public static partial class TrainingDiagnostics
{
    public static Descriptor LossSpikes { get; } = new("LORA3100", Severity.Warning, "The loss has jumped up",
        "Lower <UnetLr> and <TextEncoderLr>, keep <MaxGradNorm> at 1, or take the LoRA of an epoch before it.",
        "A jump to more than three times the loss undoes what was learned, and often the training does not come back from it.");

    public static Descriptor LossDoesNotFall { get; } = new("LORA3101", Severity.Warning, "The loss does not fall",
        "Raise <UnetLr>, check that the captions fit the pictures, or take a base model that is nearer to them.",
        "A healthy loss falls within its first 200 to 300 steps; one that does not has found nothing to learn.");

    public static Descriptor LossSwings { get; } = new("LORA3102", Severity.Warning, "The loss swings wildly",
        "Lower <UnetLr>, or raise <TrainBatchSize> or <GradientAccumulationSteps>.",
        "Steps that jump to and fro over what is to be learned end where chance leaves them.");

    public static Descriptor NothingLeftToTrain { get; } = new("LORA3103", Severity.Error, "No image is left to train on",
        "Add images, or leave <ValidationSplit> out.",
        "What is kept out for validation is not trained on, and a training needs at least one image.");

    private static IReadOnlyList<Descriptor> Losses => [LossSpikes, LossDoesNotFall, LossSwings, NothingLeftToTrain];
}
