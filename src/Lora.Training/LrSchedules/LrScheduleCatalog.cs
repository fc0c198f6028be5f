using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// The factor of the base rate at a step behind the warm-up, one formula for each row of <see cref="LrSchedules"/>; diffusers' formulas. The half cosine rises
/// again past the last step.
/// </summary>
internal static class LrScheduleCatalog
{
    public static IReadOnlyDictionary<LrScheduleVariant, Func<LrPosition, double>> All { get; } = new Dictionary<LrScheduleVariant, Func<LrPosition, double>>
    {
        [LrSchedules.Constant] = static _ => 1,
        [LrSchedules.ConstantWithWarmup] = static _ => 1,
        [LrSchedules.Linear] = static at => Math.Max(0, (at.TotalSteps - at.Step) / Math.Max(1.0, at.TotalSteps - at.WarmupSteps)),
        [LrSchedules.Cosine] = static at => HalfCosine(at.Progress),
        [LrSchedules.CosineWithRestarts] = static at => at.Progress >= 1 ? 0 : HalfCosine(at.Cycles * at.Progress % 1),
    };

    private static double HalfCosine(double progress) => Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress)));
}
