using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>Euler steps to below the next noise level, then fresh noise up to it ("Euler a").</summary>
internal sealed class EulerAncestral(PredictionType prediction, SigmaSteps steps) : SigmaSampler(prediction, steps)
{
    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        double from = Sigmas[step], to = Sigmas[step + 1];
        var (down, up) = Ancestral(from, to);
        var next = Towards(sample, Denoised(modelOutput, step, sample, from), from, down);
        return to > 0 ? next.Add(noise(sample.Shape), up) : next;
    }
}
