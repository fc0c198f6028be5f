namespace Lora.Training;

/// <summary>The learning-rate schedules there are, with kohya's names and diffusers' formulas: one entry each.</summary>
public static class LrScheduleCatalog
{
    public static IReadOnlyList<LrScheduleInfo> All { get; } =
    [
        new("constant", "The base rate from the first step to the last.", false, _ => 1),
        new("constant_with_warmup", "A linear rise, then the base rate.", true, _ => 1),
        new("linear", "A linear rise, then a straight line to 0.", true, Falling),
        new("cosine", "A linear rise, then half a cosine to 0; past the last step it rises again.", true, at => HalfCosine(at.Progress)),
        new("cosine_with_restarts", "A linear rise, then num_cycles half cosines, each from the base rate to 0.", true, Restarts),
    ];

    /// <exception cref="TrainingException">There is no such schedule.</exception>
    public static LrScheduleInfo Find(string name) => All.FirstOrDefault(info => string.Equals(info.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new TrainingException($"LrScheduler '{name}' is unknown; known are {string.Join(", ", All.Select(info => info.Name))}.");

    private static double Falling(LrPosition at) => Math.Max(0, (at.TotalSteps - at.Step) / Math.Max(1.0, at.TotalSteps - at.WarmupSteps));

    private static double Restarts(LrPosition at) => at.Progress >= 1 ? 0 : HalfCosine(at.Cycles * at.Progress % 1);

    private static double HalfCosine(double progress) => Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress)));
}
