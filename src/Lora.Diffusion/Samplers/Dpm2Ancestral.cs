using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary><see cref="Dpm2"/> to below the next noise level, then fresh noise up to it ("DPM2 a").</summary>
internal sealed class Dpm2Ancestral(PredictionType prediction, SigmaSteps steps)
    : TwoCallSampler(prediction, steps.WithMiddles((from, to) => Math.Sqrt(from * Ancestral(from, to).Down)))
{
    protected override Tensor Finish(Point start, Point middle, double to, NoiseSource noise)
    {
        var (down, up) = Ancestral(start.Level, to);
        var slope = (down - start.Level) / middle.Level;
        return start.Sample.Add(middle.Sample, slope).Add(middle.Denoised, -slope).Add(noise(start.Sample.Shape), up);
    }
}
