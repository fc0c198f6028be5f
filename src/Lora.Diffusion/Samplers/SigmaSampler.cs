using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>Samplers that think in noise levels: the sample is x0 + sigma * noise, the model sees it divided by sqrt(sigma^2 + 1).</summary>
internal abstract class SigmaSampler(PredictionType prediction, SigmaSteps steps) : Sampler(prediction, steps.Timesteps, steps.InitNoiseSigma)
{
    /// <summary>Noise levels, one more than steps; the last is 0.</summary>
    public IReadOnlyList<double> Sigmas { get; } = steps.Sigmas;

    /// <summary>The noise level of each call of the model: those of the steps, and those between where a step has two calls.</summary>
    protected virtual IReadOnlyList<double> Levels { get; } = steps.Levels;

    public override Tensor ScaleModelInput(Tensor sample, int step) => sample.Affine(1 / Math.Sqrt(Levels[step] * Levels[step] + 1), 0);

    /// <summary>The predicted clean sample. <paramref name="level"/> differs from the call's own where noise was added before the step.</summary>
    protected Tensor Denoised(Tensor modelOutput, int step, Tensor sample, double level)
    {
        var sigma = Levels[step];
        return Prediction == PredictionType.Epsilon
            ? sample.Add(modelOutput, -level)
            : sample.Affine(1 / (sigma * sigma + 1), 0).Add(modelOutput, -sigma / Math.Sqrt(sigma * sigma + 1));
    }

    /// <summary>Straight from one level to a lower one: x + (x - x0) / from * (to - from), as one mix of x and x0.</summary>
    protected static Tensor Towards(Tensor sample, Tensor denoised, double from, double to) => sample.Affine(to / from, 0).Add(denoised, 1 - to / from);

    /// <summary>The level to go down to, and the deviation of the noise that leads up from there to <paramref name="to"/>.</summary>
    internal static (double Down, double Up) Ancestral(double from, double to)
    {
        var up = Math.Min(to, Math.Sqrt(to * to * (from * from - to * to) / (from * from)));
        return (Math.Sqrt(to * to - up * up), up);
    }
}
