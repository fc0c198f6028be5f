namespace Lora.Vocabulary;

/// <summary>What a difference d between prediction and target costs, kohya's <c>loss_type</c>.</summary>
public sealed record LossVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>It grows with the square below a threshold c, which the time step says, and in a straight line far above it.</summary>
    public bool HasThreshold { get; init; }
}

/// <summary>The losses; kohya's names and formulas.</summary>
public static class LossTypes
{
    public static LossVariant L2 { get; } = new("l2", "d^2.");

    public static LossVariant L1 { get; } = new("l1", "|d|.");

    public static LossVariant Huber { get; } = new("huber", "2c (sqrt(d^2 + c^2) - c): d^2 where d is small, and less of it where a picture has faults.")
    {
        HasThreshold = true,
        Source = "kohya sd-scripts library/train_util.py conditional_loss",
    };

    public static LossVariant SmoothL1 { get; } = new("smooth_l1", "2 (sqrt(d^2 + c^2) - c): 2 |d| where d is large.")
    {
        HasThreshold = true,
        Source = "kohya sd-scripts library/train_util.py conditional_loss",
    };

    public static IReadOnlyList<LossVariant> All { get; } = [L2, L1, Huber, SmoothL1];
}
