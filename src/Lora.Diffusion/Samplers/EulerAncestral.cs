using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>Euler steps to below the next noise level, then fresh noise up to it ("Euler a").</summary>
internal sealed class EulerAncestral(PredictionType prediction, SigmaSteps steps) : SigmaSampler(prediction, steps)
{
    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        double from = Sigmas[step], to = Sigmas[step + 1];
        var up = Math.Min(to, Math.Sqrt(to * to * (from * from - to * to) / (from * from)));
        var mix = Math.Sqrt(to * to - up * up) / from;
        var next = sample.Affine(mix, 0).Add(Denoised(modelOutput, step, sample, from), 1 - mix);
        return to > 0 ? next.Add(noise(sample.Shape), up) : next;
    }
}
