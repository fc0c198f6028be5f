namespace Lora.Vocabulary;

/// <summary>What single learning-rate schedules ask for (docs/loss.md); one that is not for the chosen schedule enters no key.</summary>
public static class LrScheduleOptions
{
    internal static OptionGroup Group { get; } = new("Learning-rate schedule");

    public static Option<LrScheduleVariant> LrSchedulerType { get; } = Group.Add(new ChoiceOption<LrScheduleVariant>("LrSchedulerType",
        "A class of torch.optim.lr_scheduler in place of LrScheduler.", Variant.Choices(LrSchedules.OfTorch))
    {
        KohyaName = "lr_scheduler_type",
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    public static Option<OptionValues> LrSchedulerArgs { get; } = Group.Add(new ArgumentsOption("LrSchedulerArgs",
        "Arguments of the schedule: lr_end=1e-6 of polynomial, step_rules=1:100,0.1 of piecewise_constant, T_max=100 of CosineAnnealingLR.",
        static values => values.LrSchedule)
    {
        KohyaName = "lr_scheduler_args",
        Stages = [Stage.Train],
        Applies = static values => values.LrSchedule.Arguments.Any(row => values.Get(LrSchedulerArgs!).Text(row) != row.DefaultText),
    });

    public static Option<double> LrSchedulerPower { get; } = Group.Add(new NumberOption<double>("LrSchedulerPower",
        "Power of polynomial: 1 is a straight line, 2 falls fast at first.")
    {
        KohyaName = "lr_scheduler_power",
        KohyaDefault = "1",
        Default = 1,
        Min = 0,
        Max = 100,
        Stages = [Stage.Train],
        Applies = static values => values.LrSchedule == LrSchedules.Polynomial,
    });

    public static Option<int> LrSchedulerTimescale { get; } = Group.Add(new NumberOption<int>("LrSchedulerTimescale",
        "Steps after which inverse_sqrt has come down to 0.71 of the rate; 0 = the warm-up's, or 10000 without one.")
    {
        KohyaName = "lr_scheduler_timescale",
        Min = 0,
        Max = 1000000000,
        Stages = [Stage.Train],
        Applies = static values => values.LrSchedule == LrSchedules.InverseSqrt,
    });

    public static Option<double?> LrSchedulerMinLrRatio { get; } = Group.Add(new OptionalNumberOption("LrSchedulerMinLrRatio",
        "Lowest factor of the rates in cosine_with_min_lr and warmup_stable_decay.")
    {
        KohyaName = "lr_scheduler_min_lr_ratio",
        Min = 0,
        Max = 1,
        Stages = [Stage.Train],
        Applies = static values => values.LrSchedule.TakesMinRatio,
    });

    public static Option<double> LrDecaySteps { get; } = Group.Add(new NumberOption<double>("LrDecaySteps",
        "Last steps in which the rates of warmup_stable_decay fall; below 1 a part of all steps.")
    {
        KohyaName = "lr_decay_steps",
        KohyaDefault = "0",
        Min = 0,
        Max = 1e9,
        Stages = [Stage.Train],
        Applies = static values => values.LrSchedule == LrSchedules.WarmupStableDecay,
    });

    extension(OptionValues values)
    {
        /// <summary>The schedule in force: LrSchedulerType's, else LrScheduler's.</summary>
        public LrScheduleVariant LrSchedule => values.Get(LrSchedulerType) ?? values.Get(RateOptions.LrScheduler);

        /// <summary>What absolute rates among the arguments of kohya's own schedules are measured by.</summary>
        public double MainRate => values.Get(RateOptions.LearningRate) is > 0 and var rate ? rate
            : values.TrainsUnet ? values.Get(RateOptions.UnetLr) : values.Get(RateOptions.TextEncoderLr);
    }
}
