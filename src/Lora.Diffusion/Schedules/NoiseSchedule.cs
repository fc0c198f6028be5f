using Lora.Tensors;

namespace Lora.Diffusion.Schedules;

/// <summary>
/// The tables of a diffusion model's noise schedule, one entry a training timestep: rounded to fp32 where PyTorch's are, so that what is derived from them
/// agrees.
/// </summary>
public sealed class NoiseSchedule
{
    public NoiseSchedule(ScheduleConfig config)
    {
        Config = config;
        Betas = MakeBetas(config);
        AlphasCumprod = AlphasBeforeRescale = CumProd(Betas);
        if (config.RescaleBetasZeroSnr)
        {
            Betas = RescaleToZeroTerminalSnr(AlphasCumprod);
            AlphasCumprod = CumProd(Betas);
        }
    }

    public ScheduleConfig Config { get; }

    public float[] Betas { get; }

    /// <summary>Product of 1 - beta up to each timestep: the share of signal variance.</summary>
    public float[] AlphasCumprod { get; }

    /// <summary>The same before it was rescaled to zero terminal SNR, if it was: what kohya weighs losses by.</summary>
    public float[] AlphasBeforeRescale { get; }

    /// <summary>Signal-to-noise ratio a / (1 - a).</summary>
    public double Snr(int timestep) => (double)AlphasCumprod[timestep] / (1f - AlphasCumprod[timestep]);

    /// <summary>sqrt((1 - a) / a), infinite where a is 0.</summary>
    public double Sigma(int timestep) => Math.Sqrt((double)(1f - AlphasCumprod[timestep]) / AlphasCumprod[timestep]);

    /// <summary>sqrt(a) x0 + sqrt(1 - a) noise; x0 and noise [b, ...], one timestep a sample.</summary>
    public Tensor AddNoise(Tensor x0, Tensor noise, ReadOnlySpan<int> timesteps) =>
        x0.Mul(Coefficients(x0, timesteps, signal: true)).Add(noise.Mul(Coefficients(x0, timesteps, signal: false)));

    /// <summary>The v-prediction target sqrt(a) noise - sqrt(1 - a) x0.</summary>
    public Tensor Velocity(Tensor x0, Tensor noise, ReadOnlySpan<int> timesteps) =>
        noise.Mul(Coefficients(x0, timesteps, signal: true)).Sub(x0.Mul(Coefficients(x0, timesteps, signal: false)));

    private Tensor Coefficients(Tensor like, ReadOnlySpan<int> timesteps, bool signal)
    {
        var values = new float[timesteps.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var a = AlphasCumprod[timesteps[i]];
            values[i] = MathF.Sqrt(signal ? a : 1 - a);
        }

        var shape = new int[like.Rank];
        Array.Fill(shape, 1);
        shape[0] = values.Length;
        return like.Runtime.FromFloats(values, shape);
    }

    private static float[] MakeBetas(ScheduleConfig config)
    {
        var n = config.NumTrainTimesteps;
        switch (config.BetaSchedule)
        {
            case BetaSchedule.Linear:
                return Linspace((float)config.BetaStart, (float)config.BetaEnd, n);
            case BetaSchedule.ScaledLinear:
                var betas = Linspace((float)Math.Sqrt(config.BetaStart), (float)Math.Sqrt(config.BetaEnd), n);
                for (var i = 0; i < n; i++)
                {
                    betas[i] *= betas[i];
                }

                return betas;
            default:
                var cos = new float[n];
                for (var i = 0; i < n; i++)
                {
                    cos[i] = (float)Math.Min(1 - AlphaBar((i + 1.0) / n) / AlphaBar((double)i / n), 0.999);
                }

                return cos;
        }
    }

    private static double AlphaBar(double t) => Math.Pow(Math.Cos((t + 0.008) / 1.008 * Math.PI / 2), 2);

    // PyTorch fills from both ends in fp32: the second half counts back from the end.
    private static float[] Linspace(float start, float end, int n)
    {
        var values = new float[n];
        var step = n > 1 ? (end - start) / (n - 1) : 0;
        for (var i = 0; i < n; i++)
        {
            values[i] = i < n / 2 ? start + step * i : end - step * (n - 1 - i);
        }

        return values;
    }

    // PyTorch accumulates a product on the CPU in double and rounds each entry.
    private static float[] CumProd(float[] betas)
    {
        var values = new float[betas.Length];
        var product = 1.0;
        for (var i = 0; i < values.Length; i++)
        {
            product *= 1f - betas[i];
            values[i] = (float)product;
        }

        return values;
    }

    private static float[] RescaleToZeroTerminalSnr(float[] alphasCumprod)
    {
        var n = alphasCumprod.Length;
        float first = MathF.Sqrt(alphasCumprod[0]), last = MathF.Sqrt(alphasCumprod[^1]), scale = first / (first - last);
        var bar = new float[n];
        for (var i = 0; i < n; i++)
        {
            var root = (MathF.Sqrt(alphasCumprod[i]) - last) * scale;
            bar[i] = root * root;
        }

        var betas = new float[n];
        for (var i = 0; i < n; i++)
        {
            betas[i] = 1 - (i == 0 ? bar[0] : bar[i] / bar[i - 1]);
        }

        return betas;
    }
}
