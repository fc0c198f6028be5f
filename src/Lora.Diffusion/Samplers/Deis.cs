using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>
/// Diffusion exponential integrator of second order, multistep in log rho (arXiv 2204.13902), as diffusers' DEISMultistepScheduler: the line in log rho
/// through the last two predictions of noise is integrated over rho = sigma / alpha.
/// </summary>
internal sealed class Deis(PredictionType prediction, SigmaSteps steps) : VarianceSampler(prediction, steps)
{
    private Tensor? _previous;

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var epsilon = Noise(modelOutput, step, sample);
        double alpha = Alpha(step + 1), scale = alpha / Alpha(step), from = Sigmas[step], to = Sigmas[step + 1];
        Tensor next;
        if (OrderAt(step, 2) > 1)
        {
            var earlier = Sigmas[step - 1];
            next = sample.Affine(scale, 0).Add(epsilon, alpha * Integral(from, to, from, earlier)).Add(_previous!, alpha * Integral(from, to, earlier, from));
        }
        else
        {
            next = sample.Affine(scale, 0).Add(epsilon, alpha * (to - from));
        }

        _previous = epsilon;
        return next;
    }

    // of (log r - log zero) / (log one - log zero), the line that is 1 at one and 0 at zero
    private static double Integral(double from, double to, double one, double zero)
    {
        return (Of(to) - Of(from)) / Math.Log(one / zero);

        double Of(double r) => r * (Math.Log(r / zero) - 1);
    }
}
