using Lora.Diffusion.Schedules;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// The factor of a sample's loss, in kohya's order: the sample's own weight, then min-SNR (arXiv 2303.09556), the scale of noise prediction for a v-prediction
/// model, a share weighed like v-prediction, the debiased estimate (arXiv 2310.08442). Timesteps are known on the host, so all of it is one number a sample.
/// </summary>
/// <param name="alphasCumprod">The schedule's cumulative products, before any rescaling to zero terminal SNR, as kohya does.</param>
/// <param name="prediction">What the U-Net predicts.</param>
/// <param name="values">Which of them apply.</param>
internal sealed class LossWeights(IReadOnlyList<float> alphasCumprod, PredictionType prediction, OptionValues values)
{
    private const float LargestSnr = 1000; // kohya's limit

    private readonly float _minSnrGamma = (float)values.Get(RateOptions.MinSnrGamma);
    private readonly float _vLike = (float)values.Get(RateOptions.VPredLikeLoss);
    private readonly bool _scalesV = values.Get(RateOptions.ScaleVPredLossLikeNoisePred);
    private readonly bool _isDebiased = values.Get(RateOptions.DebiasedEstimationLoss);
    private readonly float[] _snr = [.. alphasCumprod.Select(SignalToNoise)];

    /// <summary>Signal-to-noise ratio at a timestep: a / (1 - a).</summary>
    public float Snr(int timestep) => _snr[timestep];

    /// <summary>The factor of a sample's loss.</summary>
    /// <param name="timestep">Drawn for the sample.</param>
    /// <param name="sampleWeight">The sample's own weight (kohya's <c>prior_loss_weight</c> for regularisation images, else 1).</param>
    public float At(int timestep, float sampleWeight = 1)
    {
        var snr = _snr[timestep];
        var limited = MathF.Min(snr, LargestSnr);
        // what makes a loss of v-prediction as large as one of noise prediction
        var scale = limited / (limited + 1);
        var weight = sampleWeight;
        if (_minSnrGamma > 0)
        {
            var clipped = MathF.Min(snr, _minSnrGamma);
            weight *= prediction == PredictionType.VPrediction ? clipped / (snr + 1) : clipped / snr;
        }

        if (_scalesV)
        {
            weight *= scale;
        }

        if (_vLike > 0)
        {
            weight += weight / scale * _vLike;
        }

        if (_isDebiased)
        {
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
