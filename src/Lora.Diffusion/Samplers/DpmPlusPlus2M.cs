using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>How the second-order term is taken.</summary>
internal enum DpmSolverType
{
    Midpoint,
    Heun,
}

/// <summary>
/// DPM-Solver++ of second order, multistep (arXiv 2211.01095), on the variance-preserving sample as diffusers' DPMSolverMultistepScheduler. The first and the
/// last step are of first order.
/// </summary>
internal sealed class DpmPlusPlus2M(PredictionType prediction, SigmaSteps steps, DpmSolverType solver = DpmSolverType.Midpoint)
    : Sampler(prediction, steps.Timesteps, steps.InitNoiseSigma)
{
    private readonly double[] _sigmas = steps.Sigmas;
    private Tensor? _previous;

    public IReadOnlyList<double> Sigmas => _sigmas;

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var (alpha, sigma) = Split(_sigmas[step]);
        var x0 = Prediction == PredictionType.Epsilon
            ? sample.Affine(1 / alpha, 0).Add(modelOutput, -sigma / alpha)
            : sample.Affine(alpha, 0).Add(modelOutput, -sigma);
        var (nextAlpha, nextSigma) = Split(_sigmas[step + 1]);
        var h = Math.Log(_sigmas[step]) - Math.Log(_sigmas[step + 1]);
        var decay = Math.Exp(-h) - 1;
        var next = sample.Affine(nextSigma / sigma, 0).Add(x0, -nextAlpha * decay);
        if (step > 0 && step + 1 < _sigmas.Length - 1)
        {
            var r = (Math.Log(_sigmas[step - 1]) - Math.Log(_sigmas[step])) / h;
            var weight = solver == DpmSolverType.Midpoint ? -0.5 * nextAlpha * decay : nextAlpha * (decay / h + 1);
            next = next.Add(x0, weight / r).Add(_previous!, -weight / r);
        }

        _previous = x0;
        return next;
    }

    private static (double Alpha, double Sigma) Split(double sigma)
    {
        var alpha = 1 / Math.Sqrt(sigma * sigma + 1);
        return (alpha, sigma * alpha);
    }
}
