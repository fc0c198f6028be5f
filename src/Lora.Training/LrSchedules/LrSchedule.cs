using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The factor that the base learning rates are multiplied by at each optimizer step.</summary>
public sealed class LrSchedule
{
    private readonly LrScheduleVariant _variant;
    private readonly int _totalSteps;
    private readonly int _warmupSteps;
    private readonly int _cycles;

    /// <param name="values">Schedule, warm-up (steps, or below 1 a share of all steps, rounded down), cycles.</param>
    /// <param name="totalSteps">Optimizer steps of the training.</param>
    /// <exception cref="ArgumentException">The warm-up is no whole number of steps, or the schedule takes none.</exception>
    public LrSchedule(OptionValues values, int totalSteps)
    {
        _variant = values.Get(RateOptions.LrScheduler);
        _cycles = values.Get(RateOptions.LrSchedulerNumCycles);
        var warmup = values.Get(RateOptions.LrWarmupSteps);
        if (warmup >= 1 && warmup != Math.Floor(warmup))
        {
            throw new ArgumentException($"a warm-up of {warmup.ToString(CultureInfo.InvariantCulture)} steps is no whole number", nameof(values));
        }

        if (warmup > 0 && !_variant.TakesWarmup)
        {
            throw new ArgumentException($"the schedule {_variant} takes no warm-up", nameof(values));
        }

        _totalSteps = totalSteps;
        _warmupSteps = (int)(warmup < 1 ? warmup * totalSteps : warmup);
    }

    /// <summary>Factor of the base rate for a step counted from 0.</summary>
    public double Factor(int step) => step < _warmupSteps
        ? (double)step / _warmupSteps
        : LrScheduleCatalog.All[_variant](new LrPosition(step, _warmupSteps, _totalSteps, _cycles));
}
