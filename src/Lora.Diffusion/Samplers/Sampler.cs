using Lora.Diffusion.Schedules;
using Lora.Tensors;

namespace Lora.Diffusion.Samplers;

/// <summary>Standard normal noise of a shape: a sampler's own draws, from the same generator as the starting noise.</summary>
public delegate Tensor NoiseSource(ReadOnlySpan<int> shape);

/// <summary>
/// One sampling run of n steps: before step i the model sees <see cref="ScaleModelInput"/> at <see cref="Timesteps"/>[i], its output goes to
/// <see cref="Step"/>. Holds the run's history, so a run needs a sampler of its own, and what goes in and out of <see cref="Step"/> lives in a scope around
/// the whole run, not around a step.
/// </summary>
public abstract class Sampler(PredictionType prediction, double[] timesteps, double initNoiseSigma)
{
    protected PredictionType Prediction { get; } = prediction;

    /// <summary>Training timesteps, one a call of the model, fractional with Karras sigmas; more come while a sampler chooses its own steps.</summary>
    public virtual IReadOnlyList<double> Timesteps { get; } = timesteps;

    /// <summary>Standard deviation of the starting noise.</summary>
    public double InitNoiseSigma { get; } = initNoiseSigma;

    public virtual Tensor ScaleModelInput(Tensor sample, int step) => sample;

    /// <summary>The sample after step <paramref name="step"/>; all tensors have the latents' shape [b, c, h, w].</summary>
    public abstract Tensor Step(Tensor modelOutput, int step, Tensor sample, NoiseSource noise);
}
