using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>Asks the model twice a step, at the step's noise level and at a lower one; in the last step once.</summary>
/// <param name="steps">With the second calls in it.</param>
internal abstract class TwoCallSampler(PredictionType prediction, SigmaSteps steps) : SigmaSampler(prediction, steps)
{
    private Tensor? _start;
    private Tensor? _denoised;

    public sealed override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var denoised = Denoised(modelOutput, step, sample, Levels[step]);
        double from = Sigmas[step / 2], to = Sigmas[step / 2 + 1];
        if (step % 2 == 1)
        {
            return Finish(new(_start!, _denoised!, from), new(sample, denoised, Levels[step]), to, noise);
        }

        (_start, _denoised) = (sample, denoised);
        return to == 0 ? denoised : Between(new(sample, denoised, from), Levels[step + 1], noise);
    }

    /// <summary>What the second call sees.</summary>
    protected virtual Tensor Between(Point start, double middle, NoiseSource noise) => Towards(start.Sample, start.Denoised, start.Level, middle);

    /// <summary>The sample after the step.</summary>
    protected abstract Tensor Finish(Point start, Point middle, double to, NoiseSource noise);

    /// <summary>A sample of some noise level, and what the model makes of it.</summary>
    protected readonly record struct Point(Tensor Sample, Tensor Denoised, double Level);
}
