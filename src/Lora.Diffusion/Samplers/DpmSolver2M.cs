using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>
/// DPM-Solver of second order, multistep (arXiv 2206.00927), on the predicted noise as diffusers' DPMSolverMultistepScheduler. It cannot reach a noise level
/// of 0.
/// </summary>
internal sealed class DpmSolver2M(PredictionType prediction, SigmaSteps steps) : VarianceSampler(prediction, steps)
{
    private Tensor? _previous;

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var epsilon = Noise(modelOutput, step, sample);
        double h = Lambda(step + 1) - Lambda(step), growth = Math.Exp(h) - 1, sigma = Sigma(step + 1);
        var next = sample.Affine(Alpha(step + 1) / Alpha(step), 0).Add(epsilon, -sigma * growth);
        if (OrderAt(step, 2) > 1)
        {
            var weight = -0.5 * sigma * growth * h / (Lambda(step) - Lambda(step - 1));
            next = next.Add(epsilon, weight).Add(_previous!, -weight);
        }

        _previous = epsilon;
        return next;
    }
}
