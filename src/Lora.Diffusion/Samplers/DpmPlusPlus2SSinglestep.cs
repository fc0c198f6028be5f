using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>
/// DPM-Solver++ of second order, singlestep (arXiv 2211.01095), as diffusers' DPMSolverSinglestepScheduler: steps in pairs, the second of which starts
/// where the first did. Where the number of steps leaves none to pair, and at the end, a step is of first order.
/// </summary>
internal sealed class DpmPlusPlus2SSinglestep(PredictionType prediction, SigmaSteps steps) : VarianceSampler(prediction, steps)
{
    private Tensor? _start;
    private Tensor? _previous;

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var x0 = Denoised(modelOutput, step, sample);
        Tensor next;
        // the last of an even number of steps goes alone, after another that does
        if (step % 2 == 0 || step + 2 == Sigmas.Count)
        {
            next = sample.Affine(Sigma(step + 1) / Sigma(step), 0).Add(x0, -Alpha(step + 1) * (Math.Exp(Lambda(step) - Lambda(step + 1)) - 1));
            _start = sample;
        }
        else
        {
            double h = Lambda(step + 1) - Lambda(step - 1), gain = -Alpha(step + 1) * (Math.Exp(-h) - 1);
            var weight = 0.5 * gain * h / (Lambda(step) - Lambda(step - 1));
            next = _start!.Affine(Sigma(step + 1) / Sigma(step - 1), 0).Add(_previous!, gain - weight).Add(x0, weight);
        }

        _previous = x0;
        return next;
    }
}
