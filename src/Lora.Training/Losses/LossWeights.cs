using Lora.Diffusion.Schedules;

namespace Lora.Training;

/// <summary>
/// The factor of a sample's loss, in kohya's order: the sample's own weight, then min-SNR (arXiv 2303.09556), then the debiased estimate (arXiv 2310.08442).
/// Timesteps are known on the host, so all of it is one number a sample.
/// </summary>
/// <param name="alphasCumprod">The schedule's cumulative products, before any rescaling to zero terminal SNR, as kohya does.</param>
/// <param name="prediction">What the U-Net predicts.</param>
/// <param name="minSnrGamma">kohya's <c>min_snr_gamma</c>; 0 leaves it out.</param>
/// <param name="debiased">kohya's <c>debiased_estimation_loss</c>.</param>
internal sealed class LossWeights(IReadOnlyList<float> alphasCumprod, PredictionType prediction, double minSnrGamma, bool debiased)
{
    private const float LargestSnr = 1000; // kohya's limit for the debiased estimate
    private readonly float[] _snr = [.. alphasCumprod.Select(SignalToNoise)];

    /// <summary>Signal-to-noise ratio at a timestep: a / (1 - a).</summary>
    public float Snr(int timestep) => _snr[timestep];

    /// <summary>The factor of a sample's loss.</summary>
    /// <param name="timestep">Drawn for the sample.</param>
    /// <param name="sampleWeight">The sample's own weight (kohya's <c>prior_loss_weight</c> for regularisation images, else 1).</param>
    public float At(int timestep, float sampleWeight = 1)
    {
        var snr = _snr[timestep];
        var weight = sampleWeight;
        if (minSnrGamma > 0)
        {
            var clipped = MathF.Min(snr, (float)minSnrGamma);
            weight *= prediction == PredictionType.VPrediction ? clipped / (snr + 1) : clipped / snr;
        }

        if (debiased)
        {
            var limited = MathF.Min(snr, LargestSnr);
            weight *= prediction == PredictionType.VPrediction ? 1 / (limited + 1) : 1 / MathF.Sqrt(limited);
        }

        return weight;
    }

    private static float SignalToNoise(float alphaCumprod)
    {
        var ratio = MathF.Sqrt(alphaCumprod) / MathF.Sqrt(1 - alphaCumprod);
        return ratio * ratio;
    }
}
