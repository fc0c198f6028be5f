namespace Lora.Vocabulary;

/// <summary>What a wrong prediction costs, and at which time steps one is asked for (docs/loss.md). At their defaults none of them enters a key.</summary>
public static class LossOptions
{
    internal static OptionGroup Group { get; } = new("Loss");

    public static Option<LossVariant> LossType { get; } = Group.Add(new ChoiceOption<LossVariant>("LossType",
        "What a difference between prediction and target costs; huber and smooth_l1 count faults in single pictures for less.",
        Variant.Choices(LossTypes.All))
    {
        KohyaName = "loss_type",
        KohyaDefault = "l2",
        Default = LossTypes.L2,
        Stages = [Stage.Train],
        IsOffAtDefault = true,
    });

    public static Option<HuberScheduleVariant> HuberSchedule { get; } = Group.Add(new ChoiceOption<HuberScheduleVariant>("HuberSchedule",
        "How the threshold of huber and smooth_l1 depends on the time step.", Variant.Choices(HuberSchedules.All))
    {
        KohyaName = "huber_schedule",
        KohyaDefault = "snr",
        Default = HuberSchedules.Snr,
        Stages = [Stage.Train],
        Applies = HasThreshold,
    });

    public static Option<double> HuberC { get; } = Group.Add(new NumberOption<double>("HuberC",
        "The threshold of huber and smooth_l1 where there is most noise.")
    {
        KohyaName = "huber_c",
        KohyaDefault = "0.1",
        Default = 0.1,
        Min = 0,
        IsAboveMin = true,
        Max = 1000,
        Stages = [Stage.Train],
        Applies = HasThreshold,
    });

    public static Option<double> HuberScale { get; } = Group.Add(new NumberOption<double>("HuberScale",
        "Factor of that threshold in the schedules exponential and constant.")
    {
        KohyaName = "huber_scale",
        KohyaDefault = "1.0",
        Default = 1,
        Min = 0,
        IsAboveMin = true,
        Max = 1e6,
        Stages = [Stage.Train],
        Applies = static values => HasThreshold(values) && values.Get(HuberSchedule!).TakesScale,
    });

    private static bool HasThreshold(OptionValues values) => values.Get(LossType).HasThreshold;
}
