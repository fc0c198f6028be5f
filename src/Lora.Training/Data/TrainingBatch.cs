using Lora.Tensors;

namespace Lora.Training;

/// <summary>One micro batch, ready for the U-Net.</summary>
/// <param name="Noisy">[b, c, h, w].</param>
/// <param name="Timesteps">One a sample.</param>
/// <param name="Target">What the prediction is compared with, [b, c, h, w].</param>
/// <param name="Weights">Factor of each sample's loss, [b].</param>
public readonly record struct TrainingBatch(Tensor Noisy, float[] Timesteps, Tensor Target, Tensor Weights)
{
    /// <summary>How much each place of the latent counts, [b, 1, h, w], from 0 to 1; null where all of every picture counts.</summary>
    public Tensor? Mask { get; init; }
}
