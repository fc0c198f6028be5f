namespace Lora.Project;

/// <content>LORA309x: LoRAs that a training builds on.</content>
public static partial class TrainingDiagnostics
{
    public static Descriptor NetworkWeightsUnfit { get; } = new("LORA3090", Severity.Error, "The training cannot go on from this LoRA",
        "Set <NetworkAlgo>, <NetworkDim>, <NetworkAlpha> and <NetworkArgs> as the LoRA has them, or <DimFromWeights>true</DimFromWeights>; "
            + "the base model has to be of the same family.",
        "What the file has learned fits a network of its own kind and sizes alone.");

    public static Descriptor BaseWeightsUnfit { get; } = new("LORA3091", Severity.Error, "LoRA cannot be merged into the base model",
        "Take a LoRA of the base model's family out of what is understood, or remove it from <BaseWeights>.",
        "The training would be on another model than the one that is meant.");

    public static Descriptor LayersLeftOut { get; } = new("LORA3092", Severity.Warning, "Layers of the LoRA are left out",
        "Train the part that they belong to, set <DimFromWeights>true</DimFromWeights>, or add this code to <NoWarn>.",
        "What the LoRA of <NetworkWeights> has learned in layers that are not trained is not in the new file.");
}
