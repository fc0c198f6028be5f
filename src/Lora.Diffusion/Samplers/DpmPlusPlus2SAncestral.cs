using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>DPM-Solver++ (2S) (arXiv 2211.01095) to below the next noise level, then fresh noise up to it: k-diffusion's sample_dpmpp_2s_ancestral.</summary>
internal sealed class DpmPlusPlus2SAncestral(PredictionType prediction, SigmaSteps steps)
    : TwoCallSampler(prediction, steps.WithMiddles((from, to) => Math.Sqrt(from * Ancestral(from, to).Down)))
{
    protected override Tensor Finish(Point start, Point middle, double to, NoiseSource noise)
    {
        var (down, up) = Ancestral(start.Level, to);
        return Towards(start.Sample, middle.Denoised, start.Level, down).Add(noise(start.Sample.Shape), up);
    }
}
