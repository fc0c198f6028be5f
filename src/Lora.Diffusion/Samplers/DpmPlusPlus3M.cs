using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>DPM-Solver++ of third order, multistep (arXiv 2211.01095), as diffusers' DPMSolverMultistepScheduler; of lower order at both ends.</summary>
internal sealed class DpmPlusPlus3M(PredictionType prediction, SigmaSteps steps) : VarianceSampler(prediction, steps)
{
    private Tensor? _previous;
    private Tensor? _beforePrevious;

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var x0 = Denoised(modelOutput, step, sample);
        double h = Lambda(step + 1) - Lambda(step), decay = Math.Exp(-h) - 1, alpha = Alpha(step + 1);
        var next = sample.Affine(Sigma(step + 1) / Sigma(step), 0).Add(x0, -alpha * decay);
        var order = OrderAt(step, 3);
        if (order > 1)
        {
            var r0 = (Lambda(step) - Lambda(step - 1)) / h;
            var slope = x0.Sub(_previous!).Affine(1 / r0, 0);
            if (order == 2)
            {
                next = next.Add(slope, -0.5 * alpha * decay);
            }
            else
            {
                var r1 = (Lambda(step - 1) - Lambda(step - 2)) / h;
                var bend = slope.Sub(_previous!.Sub(_beforePrevious!).Affine(1 / r1, 0)).Affine(1 / (r0 + r1), 0);
                double first = alpha * (decay / h + 1), second = alpha * ((decay + h) / (h * h) - 0.5);
                next = next.Add(slope, first).Add(bend, first * r0 - second);
            }
        }

        (_previous, _beforePrevious) = (x0, _previous);
        return next;
    }
}
