namespace Lora.Project;

/// <summary>One row of a parameter table: the single source for parsing, validation, keys and documentation.</summary>
/// <param name="Name">kohya's option name in PascalCase; the MSBuild property or metadata.</param>
/// <param name="KohyaName">kohya's own name, as <c>network_dim</c>; null for what is ours.</param>
/// <param name="Type">How its text is read.</param>
/// <param name="Default">Text of the default value; empty = not set.</param>
/// <param name="KohyaDefault">kohya's default, for the documentation.</param>
/// <param name="Summary">One line of documentation.</param>
/// <param name="Stages">The stages that read it; it is an entry of their keys, and of no other's.</param>
public sealed record Parameter(string Name, string? KohyaName, ParameterType Type, string Default, string KohyaDefault, string Summary,
    params StageName[] Stages)
{
    /// <summary>Smallest allowed number.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest allowed number.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>A whole number has to be divisible by this.</summary>
    public int Step { get; init; } = 1;

    /// <summary>The words of a <see cref="ParameterType.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Other spellings of a choice, as kohya writes it, and the choice that each means.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>();

    /// <summary>The names that <see cref="ParameterType.Arguments"/> may set.</summary>
    public IReadOnlyList<string> ArgumentNames { get; init; } = [];

    /// <summary>What is allowed, in words, for messages and documentation.</summary>
    public string Range => ParameterRange.Describe(this);
}
