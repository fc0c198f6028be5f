using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>
/// DPM-Solver++ of second order, multistep (arXiv 2211.01095), on the variance-preserving sample as diffusers' DPMSolverMultistepScheduler. The first and the
/// last step are of first order.
/// </summary>
internal sealed class DpmPlusPlus2M(PredictionType prediction, SigmaSteps steps, DpmSolverType solver = DpmSolverType.Midpoint)
    : VarianceSampler(prediction, steps)
{
    private Tensor? _previous;

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var x0 = Denoised(modelOutput, step, sample);
        double h = Lambda(step + 1) - Lambda(step), decay = Math.Exp(-h) - 1, alpha = Alpha(step + 1);
        var next = sample.Affine(Sigma(step + 1) / Sigma(step), 0).Add(x0, -alpha * decay);
        if (OrderAt(step, 2) > 1)
        {
            var r = (Lambda(step) - Lambda(step - 1)) / h;
            var weight = solver == DpmSolverType.Midpoint ? -0.5 * alpha * decay : alpha * (decay / h + 1);
            next = next.Add(x0, weight / r).Add(_previous!, -weight / r);
        }

        _previous = x0;
        return next;
    }
}
