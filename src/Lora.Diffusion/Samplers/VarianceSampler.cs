using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>Samplers of the variance-preserving sample alpha x0 + sigma noise with alpha^2 + sigma^2 = 1, which think in lambda = log(alpha / sigma).</summary>
internal abstract class VarianceSampler(PredictionType prediction, SigmaSteps steps) : Sampler(prediction, steps.Timesteps, steps.InitNoiseSigma)
{
    // below this number of steps the last ones are of lower order, which is steadier
    private const int FewSteps = 15;

    /// <summary>sigma / alpha, one more than steps.</summary>
    public IReadOnlyList<double> Sigmas { get; } = steps.Sigmas;

    private int Steps => Sigmas.Count - 1;

    protected double Alpha(int i) => 1 / Math.Sqrt(Sigmas[i] * Sigmas[i] + 1);

    protected double Sigma(int i) => Sigmas[i] * Alpha(i);

    protected double Lambda(int i) => -Math.Log(Sigmas[i]);

    /// <summary>The order of a multistep solver of order <paramref name="highest"/> at a step.</summary>
    protected int OrderAt(int step, int highest)
    {
        var left = Steps - step;
        var limit = left == 1 && (Sigmas[^1] == 0 || Steps < FewSteps) ? 1 : left == 2 && Steps < FewSteps ? 2 : highest;
        return Math.Min(Math.Min(step + 1, highest), limit);
    }

    /// <summary>The predicted clean sample.</summary>
    protected Tensor Denoised(Tensor modelOutput, int step, Tensor sample)
    {
        double alpha = Alpha(step), sigma = Sigma(step);
        return Prediction == PredictionType.Epsilon
            ? sample.Affine(1 / alpha, 0).Add(modelOutput, -sigma / alpha)
            : sample.Affine(alpha, 0).Add(modelOutput, -sigma);
    }

    /// <summary>The predicted noise.</summary>
    protected Tensor Noise(Tensor modelOutput, int step, Tensor sample) =>
        Prediction == PredictionType.Epsilon ? modelOutput : modelOutput.Affine(Alpha(step), 0).Add(sample, Sigma(step));
}
