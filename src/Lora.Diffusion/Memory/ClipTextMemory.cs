using Lora.Vocabulary;

namespace Lora.Diffusion;

/// <summary>What a text encoder keeps until its way back, which comes after the U-Net's; nothing where it is not trained.</summary>
internal static class ClipTextMemory
{
    /// <summary>Bytes beside weights and adapters.</summary>
    public static long Bytes(ModelPart part, ClipTextConfig config, StepShape step)
    {
        if (!step.Trained.Contains(part))
        {
            return 0;
        }

        var tokens = (long)step.Batch * step.ContextTokens;
        var width = (long)config.HiddenSize;
        var output = tokens * width * sizeof(float);
        if (step.GradientCheckpointing)
        {
            return config.Layers * output;
        }

        // the first residual sum and the activation's input, which it keeps twice where it is made of several operations
        var singles = width + (config.IntermediateSize * (step.Runtime.IsFused ? 1 : 2));
        // both norms' results, queries, keys, values, the attention's result; the activation's result
        var products = (6 * width) + config.IntermediateSize + (6L * step.Rank);
        return config.Layers * (output + (tokens * ((singles * sizeof(float)) + (products * step.ProductSize))));
    }
}
