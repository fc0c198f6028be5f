using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>A diagonal Gaussian over latents [n, 4, h, w]. A sample is Mean + Std * noise; who samples decides on the noise.</summary>
/// <param name="Mean">The middle.</param>
/// <param name="LogVariance">Logarithm of the variance, clamped to [-30, 20].</param>
public sealed record LatentDistribution(Tensor Mean, Tensor LogVariance)
{
    public Tensor Std() => LogVariance.Affine(0.5, 0).Exp();
}
