using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>Euler steps of the probability-flow equation (arXiv 2206.00364, algorithm 2, with its optional churn).</summary>
/// <param name="churn">Noise added before steps whose level is at most <paramref name="churnMax"/>; 0 is deterministic.</param>
internal sealed class Euler(
    PredictionType prediction, SigmaSteps steps, double churn = 0, double churnMax = double.PositiveInfinity, double churnMin = 0, double churnNoise = 1)
    : SigmaSampler(prediction, steps)
{
    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var sigma = Sigmas[step];
        var gamma = sigma >= churnMin && sigma <= churnMax ? Math.Min(churn / (Sigmas.Count - 1), Math.Sqrt(2) - 1) : 0;
        var level = sigma * (gamma + 1);
        if (gamma > 0)
        {
            sample = sample.Add(noise(sample.Shape), churnNoise * Math.Sqrt(level * level - sigma * sigma));
        }

        return Towards(sample, Denoised(modelOutput, step, sample, level), level, Sigmas[step + 1]);
    }
}
