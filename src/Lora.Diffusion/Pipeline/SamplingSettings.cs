namespace Lora.Diffusion;

/// <summary>What one sampling run has in common besides prompts, seeds and the sampler's own options.</summary>
public sealed record SamplingSettings
{
    /// <summary>Pixels; a multiple of 8.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Pixels; a multiple of 8.</summary>
    public int Height { get; init; } = 512;

    /// <summary>
    /// Classifier-free guidance (arXiv 2207.12598): 1 or less is none, and then no negative prompt has an effect (kohya: <c>--l</c>).
    /// </summary>
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>The <see cref="GuidanceRescale"/> that models whose schedule ends in pure noise are drawn with (same source, section 4.3).</summary>
    public const double UsualRescale = 0.7;

    /// <summary>Share of the guided prediction that is brought back to the unguided one's standard deviation, 0 to 1 (arXiv 2305.08891, section 3.4).</summary>
    public double GuidanceRescale { get; init; }
}
