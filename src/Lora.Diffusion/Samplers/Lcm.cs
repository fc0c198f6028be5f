using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>
/// Sampling of latent consistency models (arXiv 2310.04378), as diffusers' LCMScheduler without clipping: the clean sample is predicted at each step, and
/// noise of the next level laid over it.
/// </summary>
internal sealed class Lcm(NoiseSchedule schedule, int steps) : Sampler(schedule.Config.PredictionType, Visited(schedule, steps), initNoiseSigma: 1)
{
    // the boundary condition: at timestep 0 the sample itself is the answer
    private const double TimestepScaling = 10;
    private const double DataVariance = 0.25;

    // steps of the distillation, of which the sampler visits some
    private const int DistilledSteps = 50;

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var t = (int)Timesteps[step];
        double a = schedule.AlphasCumprod[t], scaled = t * TimestepScaling, norm = scaled * scaled + DataVariance;
        var x0 = Prediction == PredictionType.Epsilon
            ? sample.Affine(1 / Math.Sqrt(a), 0).Add(modelOutput, -Math.Sqrt((1 - a) / a))
            : sample.Affine(Math.Sqrt(a), 0).Add(modelOutput, -Math.Sqrt(1 - a));
        var denoised = x0.Affine(scaled / Math.Sqrt(norm), 0).Add(sample, DataVariance / norm);
        if (step == Timesteps.Count - 1)
        {
            return denoised;
        }

        double next = schedule.AlphasCumprod[(int)Timesteps[step + 1]];
        return denoised.Affine(Math.Sqrt(next), 0).Add(noise(sample.Shape), Math.Sqrt(1 - next));
    }

    // with more steps than the model was distilled with, as many are taken to be there
    private static double[] Visited(NoiseSchedule schedule, int steps)
    {
        var distilled = Math.Max(DistilledSteps, steps);
        var stride = schedule.Config.NumTrainTimesteps / distilled;
        return [.. Enumerable.Range(0, steps).Select(i => (double)((distilled - i * distilled / steps) * stride - 1))];
    }
}
