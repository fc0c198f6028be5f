namespace Lora.Vocabulary;

/// <summary>A course of the learning rate, kohya's <c>lr_scheduler</c>.</summary>
public sealed record LrScheduleVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>Whether <c>lr_warmup_steps</c> means something to it.</summary>
    public bool TakesWarmup { get; init; } = true;

    /// <summary>False where the rate of the last step is that of the first after the warm-up.</summary>
    public bool Falls { get; init; } = true;
}

/// <summary>The learning-rate schedules; kohya's names, diffusers' formulas.</summary>
public static class LrSchedules
{
    public static LrScheduleVariant Constant { get; } = new("constant", "The base rate from the first step to the last.")
    {
        TakesWarmup = false,
        Falls = false,
    };

    public static LrScheduleVariant ConstantWithWarmup { get; } = new("constant_with_warmup", "A linear rise, then the base rate.") { Falls = false };

    public static LrScheduleVariant Linear { get; } = new("linear", "A linear rise, then a straight line to 0.");

    public static LrScheduleVariant Cosine { get; } = new("cosine", "A linear rise, then half a cosine to 0.");

    public static LrScheduleVariant CosineWithRestarts { get; } =
        new("cosine_with_restarts", "A linear rise, then LrSchedulerNumCycles half cosines, each from the base rate to 0.");

    public static IReadOnlyList<LrScheduleVariant> All { get; } = [Constant, ConstantWithWarmup, Linear, Cosine, CosineWithRestarts];
}
