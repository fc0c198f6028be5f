using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>Linear multistep of fourth order (Adams-Bashforth, uneven steps): the polynomial through the last four slopes, integrated over the step.</summary>
internal sealed class Lms(PredictionType prediction, SigmaSteps steps) : SigmaSampler(prediction, steps)
{
    private const int Order = 4;

    // newest first
    private readonly List<Tensor> _slopes = [];

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        var sigma = Sigmas[step];
        _slopes.Insert(0, sample.Sub(Denoised(modelOutput, step, sample, sigma)).Affine(1 / sigma, 0));
        if (_slopes.Count > Order)
        {
            _slopes.RemoveAt(Order);
        }

        var next = sample;
        for (var i = 0; i < _slopes.Count; i++)
        {
            next = next.Add(_slopes[i], Weight(step, i));
        }

        return next;
    }

    // the integral of a Lagrange polynomial: Gauss' two points are exact to the third degree
    private double Weight(int step, int slope)
    {
        double middle = (Sigmas[step] + Sigmas[step + 1]) / 2, half = (Sigmas[step + 1] - Sigmas[step]) / 2, offset = half / Math.Sqrt(3);
        return half * (Lagrange(step, slope, middle - offset) + Lagrange(step, slope, middle + offset));
    }

    private double Lagrange(int step, int slope, double sigma)
    {
        var product = 1.0;
        for (var other = 0; other < _slopes.Count; other++)
        {
            if (other != slope)
            {
                product *= (sigma - Sigmas[step - other]) / (Sigmas[step - slope] - Sigmas[step - other]);
            }
        }

        return product;
    }
}
