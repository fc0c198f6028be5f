using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>DPM-Solver++ (2M) of the stochastic equation in sigma space, as k-diffusion's sample_dpmpp_2m_sde with eta 1.</summary>
internal sealed class KDiffusionDpmPlusPlus2MSde(PredictionType prediction, SigmaSteps steps, DpmSolverType solver = DpmSolverType.Midpoint)
    : SigmaSampler(prediction, steps)
{
    private Tensor? _previous;

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        double from = Sigmas[step], to = Sigmas[step + 1];
        var denoised = Denoised(modelOutput, step, sample, from);
        if (to == 0)
        {
            return denoised;
        }

        double h = Math.Log(from / to), kept = Math.Exp(-2 * h), gain = 1 - kept;
        var next = sample.Affine(kept, 0).Add(denoised, gain);
        if (_previous is not null)
        {
            var weight = (solver == DpmSolverType.Midpoint ? 0.5 * gain : 1 - gain / (2 * h)) * h / Math.Log(Sigmas[step - 1] / from);
            next = next.Add(denoised, weight).Add(_previous, -weight);
        }

        _previous = denoised;
        return next.Add(noise(sample.Shape), to * Math.Sqrt(gain));
    }
}
