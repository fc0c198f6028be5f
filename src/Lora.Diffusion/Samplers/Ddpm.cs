using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>The diffusion process backwards (arXiv 2006.11239), as diffusers' DDPMScheduler without clipping.</summary>
/// <param name="large">The upper of the two variances between which the true one lies (fixed_large), else the lower.</param>
internal sealed class Ddpm(NoiseSchedule schedule, int steps, bool large = false)
    : Sampler(schedule.Config.PredictionType, Schedules.Timesteps.Make(schedule.Config, steps, round: true), initNoiseSigma: 1)
{
    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var t = (int)Timesteps[step];
        double a = schedule.AlphasCumprod[t], previous = step + 1 < Timesteps.Count ? schedule.AlphasCumprod[(int)Timesteps[step + 1]] : 1;
        double kept = a / previous, lost = 1 - kept;
        var x0 = Prediction == PredictionType.Epsilon
            ? sample.Affine(1 / Math.Sqrt(a), 0).Add(modelOutput, -Math.Sqrt((1 - a) / a))
            : sample.Affine(Math.Sqrt(a), 0).Add(modelOutput, -Math.Sqrt(1 - a));
        var next = x0.Affine(Math.Sqrt(previous) * lost / (1 - a), 0).Add(sample, Math.Sqrt(kept) * (1 - previous) / (1 - a));
        if (t == 0)
        {
            return next;
        }

        // as the peer has it: a last step that leaves no variance adds the square root of 1e-20
        var variance = large ? lost : Math.Max((1 - previous) / (1 - a) * lost, 1e-20);
        return next.Add(noise(sample.Shape), Math.Sqrt(variance));
    }
}
