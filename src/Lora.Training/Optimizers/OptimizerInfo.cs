namespace Lora.Training;

/// <summary>What an optimizer says of itself: tests, docs and the schema walk <see cref="OptimizerCatalog"/>.</summary>
/// <param name="Name">kohya's <c>optimizer_type</c>, compared without case.</param>
/// <param name="Summary">One sentence: what it is good for, what it costs.</param>
/// <param name="StateNames">State tensors a parameter group carries, as large as the group.</param>
/// <param name="Arguments">The <c>optimizer_args</c> it takes, with their defaults.</param>
/// <param name="Source">Paper or reference implementation.</param>
/// <param name="Create">Makes one from <c>optimizer_args</c>; unknown or wrong arguments throw <see cref="TrainingException"/>.</param>
public sealed record OptimizerInfo(
    string Name, string Summary, IReadOnlyList<string> StateNames, string Arguments, string Source, Func<string, Optimizer> Create);
