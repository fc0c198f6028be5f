using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>Denoising diffusion implicit models (arXiv 2010.02502), as diffusers' DDIMScheduler without clipping: eta 0 is deterministic, 1 is DDPM.</summary>
public sealed class Ddim(NoiseSchedule schedule, int steps, double eta = 0)
    : Sampler(schedule.Config.PredictionType, Schedules.Timesteps.Make(schedule.Config, steps, round: true), initNoiseSigma: 1)
{
    private readonly int _stride = schedule.Config.NumTrainTimesteps / steps;

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var t = (int)Timesteps[step];
        double a = schedule.AlphasCumprod[t], b = 1 - a;
        var previous = t - _stride >= 0 ? schedule.AlphasCumprod[t - _stride] : schedule.Config.SetAlphaToOne ? 1 : schedule.AlphasCumprod[0];
        Tensor x0, epsilon;
        if (Prediction == PredictionType.Epsilon)
        {
            epsilon = modelOutput;
            x0 = sample.Affine(1 / Math.Sqrt(a), 0).Add(epsilon, -Math.Sqrt(b / a));
        }
        else
        {
            x0 = sample.Affine(Math.Sqrt(a), 0).Add(modelOutput, -Math.Sqrt(b));
            epsilon = modelOutput.Affine(Math.Sqrt(a), 0).Add(sample, Math.Sqrt(b));
        }

        var deviation = eta * Math.Sqrt((1 - previous) / b * (1 - a / previous));
        var next = x0.Affine(Math.Sqrt(previous), 0).Add(epsilon, Math.Sqrt(Math.Max(0, 1 - previous - deviation * deviation)));
        return eta > 0 ? next.Add(noise(sample.Shape), deviation) : next;
    }
}
