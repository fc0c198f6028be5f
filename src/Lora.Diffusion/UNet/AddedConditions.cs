using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// What Stable Diffusion XL is conditioned on beside timestep and tokens: a pooled text and six sizes of the picture, each as sinusoids (arXiv 2307.01952,
/// section 2.2).
/// </summary>
/// <param name="config">How wide they are.</param>
/// <param name="embedding">The layers over both.</param>
internal sealed class AddedConditions(UNetConfig config, TimestepEmbedding embedding)
{
    private readonly Sinusoids _sinusoids = new(config.SizeChannels, config.FlipSinToCos, config.FreqShift);

    /// <summary>Sizes, six a picture, row-major -> [n, 6 x channels]. On the host, where they are known.</summary>
    public Tensor EmbedSizes(TensorRuntime runtime, ReadOnlySpan<float> sizes) =>
        runtime.FromFloats(_sinusoids.Of(sizes), [sizes.Length / UNetConfig.SizesPerPicture, UNetConfig.SizesPerPicture * _sinusoids.Channels]);

    /// <summary>Pooled texts [n, width], embedded sizes -> [n, time embedding].</summary>
    public Tensor Forward(Tensor pooled, Tensor sizes) => embedding.Forward(pooled.Runtime.Cat([pooled, sizes], 1));
}
