using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>Steps along the mean of the slopes at both ends (arXiv 2206.00364, algorithm 1, without its churn).</summary>
internal sealed class Heun(PredictionType prediction, SigmaSteps steps) : TwoCallSampler(prediction, steps.WithNext())
{
    protected override Tensor Finish(Point start, Point middle, double to, NoiseSource noise)
    {
        double half = (to - start.Level) / 2, first = half / start.Level, second = half / to;
        return start.Sample.Affine(1 + first, 0).Add(start.Denoised, -first).Add(middle.Sample, second).Add(middle.Denoised, -second);
    }
}
