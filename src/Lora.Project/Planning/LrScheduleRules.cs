using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Combinations of the options of learning-rate schedules.</summary>
internal static class LrScheduleRules
{
    // what chooses a schedule, and what is said of it
    private static readonly Option[] Schedule = [LrScheduleOptions.LrSchedulerArgs, LrScheduleOptions.LrSchedulerType, RateOptions.LrScheduler];

    internal static OptionRule[] All { get; } =
    [
        new([RateOptions.LrWarmupSteps], ProjectDiagnostics.WrongValue, values => NoCount(values, RateOptions.LrWarmupSteps)),
        new([LrScheduleOptions.LrDecaySteps], ProjectDiagnostics.WrongValue, values => NoCount(values, LrScheduleOptions.LrDecaySteps)),
        new([RateOptions.LrWarmupSteps, LrScheduleOptions.LrSchedulerType, RateOptions.LrScheduler], ProjectDiagnostics.ImpossibleCombination, WarmupNotTaken),
        new(Schedule, ProjectDiagnostics.ImpossibleCombination, ArgumentMissing),
        new([LrScheduleOptions.LrSchedulerMinLrRatio, .. Schedule], ProjectDiagnostics.ImpossibleCombination, LeastRate),
        new([LrScheduleOptions.LrSchedulerArgs, RateOptions.LearningRate, RateOptions.UnetLr], ProjectDiagnostics.ImpossibleCombination, EndAboveRate),
        new([LrScheduleOptions.LrSchedulerArgs, RunOptions.MaxTrainSteps], ProjectDiagnostics.ImpossibleCombination, CycleTooShort),
        new([LrScheduleOptions.LrDecaySteps, RateOptions.LrWarmupSteps, RunOptions.MaxTrainSteps], ProjectDiagnostics.ImpossibleCombination,
            RiseAndFallTooLong),
        new([RateOptions.LrScheduler, RateOptions.OptimizerType, RateOptions.OptimizerArgs], ProjectDiagnostics.ImpossibleCombination, NoAdafactor),
        LossRules.NoEffect(LrScheduleOptions.LrSchedulerPower, RateOptions.LrScheduler, Chosen),
        LossRules.NoEffect(LrScheduleOptions.LrSchedulerTimescale, RateOptions.LrScheduler, Chosen),
        LossRules.NoEffect(LrScheduleOptions.LrSchedulerMinLrRatio, RateOptions.LrScheduler, Chosen),
        LossRules.NoEffect(LrScheduleOptions.LrDecaySteps, RateOptions.LrScheduler, Chosen),
    ];

    private static string Chosen(OptionValues values) => $"the schedule is {values.LrSchedule}";

    private static string? NoCount(OptionValues values, Option<double> option) => values.Get(option) is >= 1 and var steps && steps != Math.Floor(steps)
        ? Text($"{option} {steps} is neither a whole number of steps nor, below 1, a part of all steps.") : null;

    private static string? WarmupNotTaken(OptionValues values) => values.Get(RateOptions.LrWarmupSteps) > 0 && !values.LrSchedule.TakesWarmup
        ? Text($"{Place(values)} {values.LrSchedule} takes no warm-up, and LrWarmupSteps is {values.Get(RateOptions.LrWarmupSteps)}.") : null;

    private static string? ArgumentMissing(OptionValues values)
    {
        var (schedule, arguments) = (values.LrSchedule, values.Get(LrScheduleOptions.LrSchedulerArgs));
        return schedule.Arguments.FirstOrDefault(row => schedule.Required.Contains(row.Name) && !arguments.IsWritten(row)) is { } missing
            ? $"{Place(values)} {schedule} needs {missing} in LrSchedulerArgs: {missing.Range}." : null;
    }

    private static string? LeastRate(OptionValues values)
    {
        if (values.LrSchedule != LrSchedules.CosineWithMinLr)
        {
            return null;
        }

        var isAbsolute = values.Get(LrScheduleOptions.LrSchedulerArgs).Get<double?>("min_lr") is not null;
        return (values.Get(LrScheduleOptions.LrSchedulerMinLrRatio) is not null) switch
        {
            true when isAbsolute => "LrSchedulerMinLrRatio and min_lr in LrSchedulerArgs both say how far cosine_with_min_lr falls.",
            false when !isAbsolute => "LrScheduler cosine_with_min_lr needs LrSchedulerMinLrRatio, or min_lr in LrSchedulerArgs.",
            _ => null,
        };
    }

    private static string? EndAboveRate(OptionValues values)
    {
        var arguments = values.Get(LrScheduleOptions.LrSchedulerArgs);
        var (name, end) = values.LrSchedule switch
        {
            var schedule when schedule == LrSchedules.Polynomial => ("lr_end", arguments.Get<double>("lr_end")),
            var schedule when schedule == LrSchedules.Rex => ("min_lr", arguments.Get<double>("min_lr")),
            var schedule when schedule == LrSchedules.CosineWithMinLr => ("min_lr", arguments.Get<double?>("min_lr") ?? 0),
            _ => ("", 0),
        };
        return end > 0 && end >= values.MainRate ? Text($"{name} {end} in LrSchedulerArgs is not below the learning rate {values.MainRate}.") : null;
    }

    // where nothing but steps ends the run their number is known; else the trainer says it
    private static string? CycleTooShort(OptionValues values)
    {
        var steps = values.LrSchedule == LrSchedules.OneCycleLr ? values.Get(LrScheduleOptions.LrSchedulerArgs).Get<int>("total_steps") : 0;
        return steps > 0 && KnownSteps(values) is { } all && steps < all
            ? Text($"total_steps {steps} in LrSchedulerArgs is below MaxTrainSteps {all}.") : null;
    }

    private static string? RiseAndFallTooLong(OptionValues values)
    {
        if (values.LrSchedule != LrSchedules.WarmupStableDecay || KnownSteps(values) is not { } all)
        {
            return null;
        }

        var (rise, fall) = (Steps(RateOptions.LrWarmupSteps), Steps(LrScheduleOptions.LrDecaySteps));
        return rise + fall > all ? Text($"LrWarmupSteps {rise} and LrDecaySteps {fall} are together more than MaxTrainSteps {all}.") : null;

        double Steps(Option<double> option) => values.Get(option) is < 1 and var share ? Math.Floor(share * all) : values.Get(option);
    }

    private static string? NoAdafactor(OptionValues values) =>
        values.LrSchedule == LrSchedules.Adafactor && values.Get(RateOptions.OptimizerType) is var optimizer
        && (optimizer != Optimizers.AdaFactor || !optimizer.SetsRate(values.Get(RateOptions.OptimizerArgs)))
            ? $"LrScheduler adafactor shows what AdaFactor finds with relative_step, and OptimizerType is {optimizer}." : null;

    private static int? KnownSteps(OptionValues values) =>
        values.Get(RunOptions.MaxTrainSteps) is > 0 and var steps && values.Get(RunOptions.MaxTrainEpochs) == 0 ? steps : null;

    private static Option Place(OptionValues values) =>
        values.IsWritten(LrScheduleOptions.LrSchedulerType) ? LrScheduleOptions.LrSchedulerType : RateOptions.LrScheduler;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
