using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>DPM-Solver++ of the stochastic equation, singlestep, as k-diffusion's sample_dpmpp_sde with r = 1/2: noise is added at the middle too.</summary>
internal sealed class DpmPlusPlusSde(PredictionType prediction, SigmaSteps steps)
    : TwoCallSampler(prediction, steps.WithMiddles((from, to) => Math.Sqrt(from * to)))
{
    protected override Tensor Between(Point start, double middle, NoiseSource noise) => Noisily(start, start.Denoised, middle, noise);

    protected override Tensor Finish(Point start, Point middle, double to, NoiseSource noise) => Noisily(start, middle.Denoised, to, noise);

    private static Tensor Noisily(Point start, Tensor denoised, double to, NoiseSource noise)
    {
        var (down, up) = Ancestral(start.Level, to);
        return Towards(start.Sample, denoised, start.Level, down).Add(noise(start.Sample.Shape), up);
    }
}
