using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>Steps along the slope at the middle, in log sigma, of the step: after DPM-Solver-2 (arXiv 2206.00927).</summary>
internal sealed class Dpm2(PredictionType prediction, SigmaSteps steps)
    : TwoCallSampler(prediction, steps.WithMiddles((from, to) => Math.Sqrt(from * to)))
{
    protected override Tensor Finish(Point start, Point middle, double to, NoiseSource noise)
    {
        var slope = (to - start.Level) / middle.Level;
        return start.Sample.Add(middle.Sample, slope).Add(middle.Denoised, -slope);
    }
}
