namespace Lora.Vocabulary;

/// <summary>How a sampler's noise levels are placed between the highest and the lowest.</summary>
public enum SigmaSpacing
{
    /// <summary>Those of evenly spaced timesteps.</summary>
    Timesteps,

    /// <summary>Evenly spaced in the seventh root of sigma (arXiv 2206.00364, equation 5).</summary>
    Karras,

    /// <summary>Evenly spaced in log sigma.</summary>
    Exponential,
}
