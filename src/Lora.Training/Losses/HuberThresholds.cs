using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// The threshold of huber and smooth_l1 at a time step, one formula for each row of <see cref="HuberSchedules"/>; kohya's <c>get_huber_threshold_if_needed</c>.
/// </summary>
/// <param name="alphasCumprod">The schedule's cumulative products, after any rescaling to zero terminal SNR, as kohya does.</param>
/// <param name="values">Schedule, threshold, scale.</param>
internal sealed class HuberThresholds(IReadOnlyList<float> alphasCumprod, OptionValues values)
{
    private readonly double _c = values.Get(LossOptions.HuberC);
    private readonly HuberScheduleVariant _schedule = values.Get(LossOptions.HuberSchedule);
    private readonly double _scale = values.Get(LossOptions.HuberScale);

    public static IReadOnlyDictionary<HuberScheduleVariant, Func<HuberThresholds, int, double>> All { get; } =
        new Dictionary<HuberScheduleVariant, Func<HuberThresholds, int, double>>
        {
            [HuberSchedules.Snr] = static (of, timestep) => of.OfNoise(timestep),
            [HuberSchedules.Exponential] = static (of, timestep) => of._scale * Math.Exp(Math.Log(of._c) / of.Timesteps * timestep),
            [HuberSchedules.Constant] = static (of, _) => of._c * of._scale,
        };

    private int Timesteps => alphasCumprod.Count;

    public float At(int timestep) => (float)All[_schedule](this, timestep);

    private double OfNoise(int timestep)
    {
        var sigma = Math.Sqrt((1.0 - alphasCumprod[timestep]) / alphasCumprod[timestep]);
        return ((1 - _c) / ((1 + sigma) * (1 + sigma))) + _c;
    }
}
