namespace Lora.Project;

/// <content>LORA108x: what a fused backward pass cannot go with.</content>
public static partial class ProjectDiagnostics
{
    public static Descriptor FusedAccumulation { get; } = new("LORA1080", Severity.Error, "A fused backward pass with several batches a step",
        "Set <GradientAccumulationSteps> to 1, with a larger <TrainBatchSize>, or <FusedBackwardPass> to false.",
        "Gradients of several batches add up only where they are kept, and a fused pass has each used and freed before the next batch begins.");

    public static Descriptor FusedOptimizer { get; } = new("LORA1081", Severity.Error, "A fused backward pass with an optimizer that finds its rate",
        "Take another <OptimizerType>, as AdaFactor or AdamW8bit, or set <FusedBackwardPass> to false.",
        "Its rate follows from the gradients of all parameters together, and a fused pass has them one at a time.");

    public static Descriptor FusedLossScale { get; } = new("LORA1082", Severity.Error, "A fused backward pass in fp16",
        "Set <MixedPrecision> to bf16 or no, or <FusedBackwardPass> to false.",
        "In fp16 the loss is scaled, and a step whose gradients overflow is left out. That is known when all of them are there; by then they have been used.");

    public static Descriptor FusedBatch { get; } = new("LORA1083", Severity.Warning, "A fused backward pass with a batch of several pictures",
        "Set <TrainBatchSize> to 1 where memory is short, or <FusedBackwardPass> to false where it is not.",
        "It saves the memory of the gradients, of which a second picture's activations take more. The training itself is as good.");
}
