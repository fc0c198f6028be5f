using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>DPM-Solver++ (2M) of the stochastic equation in sigma space, as k-diffusion's sample_dpmpp_2m_sde with eta 1.</summary>
internal sealed class KDiffusionDpmPlusPlus2MSde(PredictionType prediction, SigmaSteps steps, DpmSolverType solver = DpmSolverType.Midpoint)
    : SdeSampler(prediction, steps)
{
    private Tensor? _previous;

    private protected override Tensor Correct(Tensor next, Tensor denoised, int step, double h, double gain)
    {
        if (_previous is not null)
        {
            var weight = (solver == DpmSolverType.Midpoint ? 0.5 * gain : 1 - gain / (2 * h)) * h / Math.Log(Sigmas[step - 1] / Sigmas[step]);
            next = next.Add(denoised, weight).Add(_previous, -weight);
        }

        _previous = denoised;
        return next;
    }
}
