using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The learning rates at each optimizer step: they follow from the step alone, so that a training that goes on has them too.</summary>
public sealed class LrSchedule
{
    private readonly LrCourse _course;

    /// <param name="values">Schedule, its arguments, warm-up (steps, or below 1 a share of all steps, rounded down), cycles...</param>
    /// <param name="totalSteps">Optimizer steps of the training, or of the part of one that has these values.</param>
    /// <exception cref="ArgumentException">The warm-up is no whole number of steps, or the schedule takes none.</exception>
    /// <exception cref="TrainingException">The schedule's own steps do not go with the training's.</exception>
    public LrSchedule(OptionValues values, int totalSteps)
    {
        var schedule = values.LrSchedule;
        var settings = new LrSettings(values, totalSteps);
        if (values.Get(RateOptions.LrWarmupSteps) > 0 && !schedule.TakesWarmup)
        {
            throw new ArgumentException($"the schedule {schedule} takes no warm-up", nameof(values));
        }

        _course = LrScheduleCatalog.All[schedule](settings);
    }

    /// <summary>The rate of a step.</summary>
    /// <param name="step">Counted from 0.</param>
    /// <param name="rate">The base rate of what is trained.</param>
    public double Rate(int step, double rate) => _course(step, rate);
}
