using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>
/// A solver of the stochastic equation in sigma space, eta 1: the first-order step of DPM-Solver++ with fresh noise, as k-diffusion's sample_dpmpp_*_sde begin,
/// corrected by what was seen before.
/// </summary>
internal abstract class SdeSampler(PredictionType prediction, SigmaSteps steps) : SigmaSampler(prediction, steps)
{
    public sealed override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        double from = Sigmas[step], to = Sigmas[step + 1];
        var denoised = Denoised(modelOutput, step, sample, from);
        if (to == 0)
        {
            return denoised;
        }

        double h = Math.Log(from / to), kept = Math.Exp(-2 * h), gain = 1 - kept;
        var next = Correct(sample.Affine(kept, 0).Add(denoised, gain), denoised, step, h, gain);
        return next.Add(noise(sample.Shape), to * Math.Sqrt(gain));
    }

    /// <summary>The step of higher order, where earlier ones allow it; keeps what the next one needs.</summary>
    /// <param name="next">After the step of first order.</param>
    /// <param name="denoised">What the model takes for the picture now.</param>
    /// <param name="step">From 0.</param>
    /// <param name="h">The step in the logarithm of sigma.</param>
    /// <param name="gain">The share of <paramref name="denoised"/>.</param>
    private protected abstract Tensor Correct(Tensor next, Tensor denoised, int step, double h, double gain);
}
