using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// What drawing costs beside training, by a rough rule: a step of the training looks at each picture of its batches once forward and twice backward (once more
/// with checkpointing), a call of a sampler once for the prompt and once for the negative one; a picture counts by its pixels. Autoencoder and text encoder are
/// left out.
/// </summary>
internal static class SampleCost
{
    /// <summary>The sample grid's cost in steps of the training.</summary>
    internal static double OfGrid(StageRequest request, TrainingPlan plan) =>
        OfOneColumn(request) * (2 + plan.Saves.KeptEpochs + plan.Saves.KeptSteps(plan.TotalSteps));

    /// <summary>The cost of every prompt drawn once.</summary>
    internal static double OfOneColumn(StageRequest request)
    {
        var looks = 3 + (request.Get(RunOptions.GradientCheckpointing) ? 1 : 0);
        var pictures = request.Get(RunOptions.TrainBatchSize) * request.Get(RunOptions.GradientAccumulationSteps);
        var pixels = Math.Pow(request.Get(DatasetOptions.Resolution), 2);
        return request.Prompts.Sum(Pixels) / (pixels * looks * pictures);
    }

    /// <summary>All that the model looks at for a prompt.</summary>
    private static double Pixels(PromptItem prompt) => prompt.Get(PromptOptions.Sampler).Calls(prompt.Get(PromptOptions.Steps))
        * (prompt.Get(PromptOptions.Scale) == 1 ? 1.0 : 2.0) * prompt.Get(PromptOptions.Width) * prompt.Get(PromptOptions.Height);
}
