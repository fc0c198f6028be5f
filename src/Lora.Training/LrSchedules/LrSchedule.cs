using System.Globalization;

namespace Lora.Training;

/// <summary>The factor that the base learning rates are multiplied by at each optimizer step.</summary>
public sealed class LrSchedule
{
    private readonly LrScheduleInfo _info;
    private readonly int _cycles;

    /// <param name="name">kohya's <c>lr_scheduler</c>, see <see cref="LrScheduleCatalog"/>.</param>
    /// <param name="totalSteps">Optimizer steps of the training.</param>
    /// <param name="warmup">kohya's <c>lr_warmup_steps</c>: steps, or below 1 a share of <paramref name="totalSteps"/> (rounded down).</param>
    /// <param name="cycles">kohya's <c>lr_scheduler_num_cycles</c>, at least 1.</param>
    /// <exception cref="TrainingException">The name is unknown, the warm-up is no number of steps, or the schedule takes no warm-up.</exception>
    public LrSchedule(string name, int totalSteps, double warmup = 0, int cycles = 1)
    {
        _info = LrScheduleCatalog.Find(name);
        if (!(warmup >= 0) || (warmup >= 1 && warmup != Math.Floor(warmup)) || warmup > int.MaxValue)
        {
            var given = warmup.ToString(CultureInfo.InvariantCulture);
            throw new TrainingException($"LrWarmupSteps {given} is neither a number of steps nor a share of them between 0 and 1.");
        }

        if (cycles < 1)
        {
            throw new TrainingException($"LrSchedulerNumCycles {cycles.ToString(CultureInfo.InvariantCulture)} is below 1.");
        }

        TotalSteps = totalSteps;
        WarmupSteps = (int)(warmup < 1 ? warmup * totalSteps : warmup);
        _cycles = cycles;
        if (warmup > 0 && !_info.TakesWarmup)
        {
            throw new TrainingException($"LrScheduler {_info.Name} takes no warm-up; use constant_with_warmup, or set LrWarmupSteps to 0.");
        }
    }

    public int TotalSteps { get; }

    public int WarmupSteps { get; }

    /// <summary>Factor of the base rate for a step counted from 0.</summary>
    public double Factor(int step) =>
        _info.TakesWarmup && step < WarmupSteps
        ? (double)step / Math.Max(1, WarmupSteps)
        : _info.Factor(new LrPosition(step, WarmupSteps, TotalSteps, _cycles));
}
