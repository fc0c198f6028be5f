namespace Lora.Vocabulary;

/// <summary>An optimizer, kohya's <c>optimizer_type</c>.</summary>
public sealed record OptimizerVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>It finds its rate itself, and the rates of a project only scale it.</summary>
    public bool FindsRate { get; init; }
}

/// <summary>The optimizers.</summary>
public static class Optimizers
{
    public static OptimizerVariant AdamW { get; } = new("AdamW",
        "The safe default: two moments a weight, bias-corrected, weight decay apart from the gradient.")
    {
        Arguments = [WeightDecay(0.01), Betas(0.9, 0.999), Eps(1e-8)],
        Source = "Loshchilov and Hutter, arXiv 1711.05101; torch.optim.AdamW",
    };

    public static IReadOnlyList<OptimizerVariant> All { get; } = [AdamW];

    private static NumberOption<double> WeightDecay(double value) =>
        new("weight_decay", "A weight loses rate x decay x itself in a step.") { Min = 0, Default = value };

    private static NumbersOption Betas(double first, double second) =>
        new("betas", "Decay of the running means of gradients and of their squares.", 2) { Min = 0, Max = 1, IsBelowMax = true, Default = [first, second] };

    private static NumberOption<double> Eps(double value) => new("eps", "Keeps the divisor away from 0.") { Min = 0, IsAboveMin = true, Default = value };
}
