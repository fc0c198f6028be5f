namespace Lora.Vocabulary;

/// <summary>Where the threshold of a loss lies at a time step, kohya's <c>huber_schedule</c>.</summary>
public sealed record HuberScheduleVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>Whether <c>huber_scale</c> means something to it.</summary>
    public bool TakesScale { get; init; } = true;
}

/// <summary>The schedules of the threshold; kohya's names and formulas.</summary>
public static class HuberSchedules
{
    public static HuberScheduleVariant Snr { get; } = new("snr", "(1 - HuberC) / (1 + sigma)^2 + HuberC: from 1 without noise to HuberC.")
    {
        TakesScale = false,
    };

    public static HuberScheduleVariant Exponential { get; } = new("exponential", "HuberScale x HuberC^(t / T): from HuberScale to HuberC x HuberScale.");

    public static HuberScheduleVariant Constant { get; } = new("constant", "HuberC x HuberScale at every time step.");

    public static IReadOnlyList<HuberScheduleVariant> All { get; } = [Snr, Exponential, Constant];
}
