using Lora.Diffusion.Schedules;

namespace Lora.Training;

/// <summary>
/// The forward process of training: latents and noise become the U-Net's input and its target. Worked out in fp32 on the host, where latents and noise are
/// made anyway: two uploads a batch, no operation on the device.
/// </summary>
/// <param name="alphasCumprod">The schedule's cumulative products, one a timestep, falling from almost 1.</param>
/// <param name="prediction">What the U-Net predicts.</param>
internal sealed class DiffusionObjective(IReadOnlyList<float> alphasCumprod, PredictionType prediction)
{
    private readonly float[] _signal = [.. alphasCumprod.Select(MathF.Sqrt)];
    private readonly float[] _noise = [.. alphasCumprod.Select(a => MathF.Sqrt(1 - a))];

    public int Timesteps => _signal.Length;

    /// <summary>x_t = sqrt(a_t) x + sqrt(1 - a_t) noise.</summary>
    public void AddNoise(ReadOnlySpan<float> latent, ReadOnlySpan<float> noise, int timestep, Span<float> noisy)
    {
        var (s, n) = (_signal[timestep], _noise[timestep]);
        for (var i = 0; i < latent.Length; i++)
        {
            noisy[i] = (s * latent[i]) + (n * noise[i]);
        }
    }

    /// <summary>What the prediction is compared with.</summary>
    public void Target(ReadOnlySpan<float> latent, ReadOnlySpan<float> noise, int timestep, Span<float> target)
    {
        if (prediction == PredictionType.Epsilon)
        {
            noise.CopyTo(target);
            return;
        }

        var (s, n) = (_signal[timestep], _noise[timestep]);
        for (var i = 0; i < latent.Length; i++)
        {
            target[i] = (s * noise[i]) - (n * latent[i]);
        }
    }
}
