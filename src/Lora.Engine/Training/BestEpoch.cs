using Lora.Project;
using Lora.Training;

namespace Lora.Engine;

/// <summary>Which epoch is the best by the pictures that were kept out of the training: that of the lowest loss on them.</summary>
internal static class BestEpoch
{
    internal static string Of(StageRequest request, TrainingPlan plan, ValidationLoss lowest)
    {
        var loss = FormattableString.Invariant($"Lowest validation loss: {lowest.Loss:0.0000} after epoch {lowest.Epoch} of {plan.Epochs}");
        return lowest.Step == plan.TotalSteps ? $"{loss}, {request.OutputName}.safetensors."
            : !plan.EndsEpoch(lowest.Step) ? FormattableString.Invariant($"{loss}, in step {lowest.Step}.")
            : plan.Saves.KeepsEpoch(lowest.Epoch) ? FormattableString.Invariant($"{loss}, {request.OutputName}-{lowest.Epoch:D6}.safetensors.")
            : $"{loss}, whose LoRA was not kept: SaveEveryNEpochs does that.";
    }
}
