using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>DPM-Solver++ of second order of the stochastic equation, multistep (arXiv 2211.01095), as diffusers' DPMSolverMultistepScheduler.</summary>
internal sealed class DpmPlusPlus2MSde(PredictionType prediction, SigmaSteps steps) : VarianceSampler(prediction, steps)
{
    private Tensor? _previous;

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var x0 = Denoised(modelOutput, step, sample);
        double h = Lambda(step + 1) - Lambda(step), gain = 1 - Math.Exp(-2 * h), alpha = Alpha(step + 1), sigma = Sigma(step + 1);
        var next = sample.Affine(sigma / Sigma(step) * Math.Exp(-h), 0).Add(x0, alpha * gain);
        if (OrderAt(step, 2) > 1)
        {
            var weight = 0.5 * alpha * gain * h / (Lambda(step) - Lambda(step - 1));
            next = next.Add(x0, weight).Add(_previous!, -weight);
        }

        _previous = x0;
        // drawn where nothing is left to add too, as the peer draws
        return next.Add(noise(sample.Shape), sigma * Math.Sqrt(gain));
    }
}
