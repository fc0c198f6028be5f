using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>DPM-Solver++ of third order of the stochastic equation in sigma space, as k-diffusion's sample_dpmpp_3m_sde with eta 1.</summary>
internal sealed class DpmPlusPlus3MSde(PredictionType prediction, SigmaSteps steps) : SdeSampler(prediction, steps)
{
    private Tensor? _previous;
    private Tensor? _beforePrevious;

    private protected override Tensor Correct(Tensor next, Tensor denoised, int step, double h, double gain)
    {
        if (_previous is not null)
        {
            double phi2 = 1 - gain / (2 * h), phi3 = phi2 / (2 * h) - 0.5, r0 = Math.Log(Sigmas[step - 1] / Sigmas[step]) / h;
            var slope = denoised.Sub(_previous).Affine(1 / r0, 0);
            if (_beforePrevious is null)
            {
                next = next.Add(slope, phi2);
            }
            else
            {
                var r1 = Math.Log(Sigmas[step - 2] / Sigmas[step - 1]) / h;
                var bend = slope.Sub(_previous.Sub(_beforePrevious).Affine(1 / r1, 0)).Affine(1 / (r0 + r1), 0);
                next = next.Add(slope, phi2).Add(bend, phi2 * r0 - phi3);
            }
        }

        (_previous, _beforePrevious) = (denoised, _previous);
        return next;
    }
}
