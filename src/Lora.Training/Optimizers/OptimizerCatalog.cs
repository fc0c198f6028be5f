namespace Lora.Training;

/// <summary>The optimizers there are: one line each.</summary>
public static class OptimizerCatalog
{
    public static IReadOnlyList<OptimizerInfo> All { get; } = [AdamW.Info];

    /// <param name="type">kohya's <c>optimizer_type</c>, without regard to case.</param>
    /// <param name="arguments">kohya's <c>optimizer_args</c>: <c>key=value</c> entries separated by spaces.</param>
    /// <exception cref="TrainingException">The name is unknown, or an argument is unknown or out of range.</exception>
    public static Optimizer Create(string type, string arguments = "")
    {
        foreach (var info in All)
        {
            if (string.Equals(info.Name, type, StringComparison.OrdinalIgnoreCase))
            {
                return info.Create(arguments);
            }
        }

        throw new TrainingException($"OptimizerType '{type}' is unknown; known are {string.Join(", ", All.Select(info => info.Name))}.");
    }
}
