using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>What a course is made of.</summary>
internal sealed class LrSettings
{
    private const int DefaultTimescale = 10000; // transformers'

    /// <exception cref="ArgumentException">A number of steps is no whole number.</exception>
    public LrSettings(OptionValues values, int totalSteps)
    {
        TotalSteps = totalSteps;
        Arguments = values.Get(LrScheduleOptions.LrSchedulerArgs);
        WarmupSteps = StepsOf(values.Get(RateOptions.LrWarmupSteps), totalSteps, "warm-up");
        DecaySteps = StepsOf(values.Get(LrScheduleOptions.LrDecaySteps), totalSteps, "fall");
        Cycles = values.Get(RateOptions.LrSchedulerNumCycles);
        Power = values.Get(LrScheduleOptions.LrSchedulerPower);
        MinRatio = values.Get(LrScheduleOptions.LrSchedulerMinLrRatio);
        MainRate = values.MainRate;
        Timescale = values.Get(LrScheduleOptions.LrSchedulerTimescale) is > 0 and var timescale ? timescale
            : WarmupSteps > 0 ? WarmupSteps : DefaultTimescale;
    }

    /// <summary>Optimizer steps of the whole training, warm-up included.</summary>
    public int TotalSteps { get; }

    /// <summary>Steps of the rise.</summary>
    public int WarmupSteps { get; }

    /// <summary>kohya's <c>lr_decay_steps</c>.</summary>
    public int DecaySteps { get; }

    /// <summary>kohya's <c>lr_scheduler_num_cycles</c>.</summary>
    public int Cycles { get; }

    /// <summary>kohya's <c>lr_scheduler_power</c>.</summary>
    public double Power { get; }

    /// <summary>kohya's <c>lr_scheduler_timescale</c>.</summary>
    public int Timescale { get; }

    /// <summary>kohya's <c>lr_scheduler_min_lr_ratio</c>; null where nobody says it.</summary>
    public double? MinRatio { get; }

    /// <summary>The rate that absolute rates among the arguments of kohya's own schedules are measured by: in kohya the optimizer's, learning_rate.</summary>
    public double MainRate { get; }

    /// <summary>kohya's <c>lr_scheduler_args</c>.</summary>
    public OptionValues Arguments { get; }

    /// <summary>Share of the steps after the warm-up that are done; above 1 past the end.</summary>
    public double Progress(int step) => (double)(step - WarmupSteps) / Math.Max(1, TotalSteps - WarmupSteps);

    private static int StepsOf(double written, int totalSteps, string what) => written < 1 || written == Math.Floor(written)
        ? (int)(written < 1 ? written * totalSteps : written)
        : throw new ArgumentException($"a {what} of {written.ToString(CultureInfo.InvariantCulture)} steps is no whole number", nameof(written));
}
