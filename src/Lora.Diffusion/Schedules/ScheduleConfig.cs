namespace Lora.Diffusion.Schedules;

/// <summary>How betas run from start to end, with diffusers' names in scheduler_config.json.</summary>
public enum BetaSchedule
{
    /// <summary><c>linear</c></summary>
    Linear,

    /// <summary><c>scaled_linear</c>: linear in the square root; Stable Diffusion's.</summary>
    ScaledLinear,

    /// <summary><c>squaredcos_cap_v2</c> (arXiv 2102.09672).</summary>
    SquaredCos,
}

/// <summary>What the U-Net's output means.</summary>
public enum PredictionType
{
    /// <summary>The noise.</summary>
    Epsilon,

    /// <summary>sqrt(a) noise - sqrt(1 - a) x0 (arXiv 2202.00512).</summary>
    VPrediction,
}

/// <summary>Which of the training timesteps a sampler visits (arXiv 2305.08891, table 2).</summary>
public enum TimestepSpacing
{
    Leading,
    Trailing,
    Linspace,
}

/// <summary>The noise schedule a model was trained with and how to sample from it: the fields of diffusers' scheduler_config.json that we follow.</summary>
public sealed record ScheduleConfig
{
    public int NumTrainTimesteps { get; init; } = 1000;

    public double BetaStart { get; init; } = 0.00085;

    public double BetaEnd { get; init; } = 0.012;

    public BetaSchedule BetaSchedule { get; init; } = BetaSchedule.ScaledLinear;

    public PredictionType PredictionType { get; init; } = PredictionType.Epsilon;

    public TimestepSpacing TimestepSpacing { get; init; } = TimestepSpacing.Leading;

    /// <summary>Added to the timesteps of leading spacing; 1 for Stable Diffusion.</summary>
    public int StepsOffset { get; init; } = 1;

    /// <summary>DDIM's last step goes to alpha 1 instead of to the first training timestep's.</summary>
    public bool SetAlphaToOne { get; init; }

    /// <summary>Zero terminal SNR (arXiv 2305.08891, algorithm 1).</summary>
    public bool RescaleBetasZeroSnr { get; init; }

    /// <summary>The schedule of Stable Diffusion 1.x.</summary>
    public static ScheduleConfig StableDiffusion { get; } = new();
}
