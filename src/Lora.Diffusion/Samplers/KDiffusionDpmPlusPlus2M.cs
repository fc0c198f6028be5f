using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>DPM-Solver++ (2M) in sigma space, as k-diffusion's sample_dpmpp_2m: what A1111 and ComfyUI run.</summary>
internal sealed class KDiffusionDpmPlusPlus2M(PredictionType prediction, SigmaSteps steps) : SigmaSampler(prediction, steps)
{
    private Tensor? _previous;

    public override Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise)
    {
        double sigma = Sigmas[step], next = Sigmas[step + 1];
        var x0 = Denoised(modelOutput, step, sample, sigma);
        var h = Math.Log(sigma) - Math.Log(next);
        var gain = 1 - Math.Exp(-h);
        var result = sample.Affine(next / sigma, 0);
        if (_previous is null || next == 0)
        {
            result = result.Add(x0, gain);
        }
        else
        {
            var weight = h / (2 * (Math.Log(Sigmas[step - 1]) - Math.Log(sigma)));
            result = result.Add(x0, gain * (1 + weight)).Add(_previous, -gain * weight);
        }

        _previous = x0;
        return result;
    }
}
