using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>Samplers that think in noise levels: the sample is x0 + sigma * noise, the model sees it divided by sqrt(sigma^2 + 1).</summary>
internal abstract class SigmaSampler(PredictionType prediction, SigmaSteps steps) : Sampler(prediction, steps.Timesteps, steps.InitNoiseSigma)
{
    /// <summary>Noise levels, one more than steps; the last is 0.</summary>
    public IReadOnlyList<double> Sigmas { get; } = steps.Sigmas;

    public override Tensor ScaleModelInput(Tensor sample, int step) => sample.Affine(1 / Math.Sqrt(Sigmas[step] * Sigmas[step] + 1), 0);

    /// <summary>The predicted clean sample. <paramref name="level"/> differs from the step's sigma where noise was added before the step.</summary>
    protected Tensor Denoised(Tensor modelOutput, int step, Tensor sample, double level)
    {
        var sigma = Sigmas[step];
        return Prediction == PredictionType.Epsilon
            ? sample.Add(modelOutput, -level)
            : sample.Affine(1 / (sigma * sigma + 1), 0).Add(modelOutput, -sigma / Math.Sqrt(sigma * sigma + 1));
    }
}
