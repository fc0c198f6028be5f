namespace Lora.Vocabulary;

/// <summary>A sampler, kohya's <c>sample_sampler</c>.</summary>
public sealed record SamplerVariant(string Name, string Summary) : Variant(Name, Summary)
{
    private const string OfDiffusers = "_diffusers";
    private const string ShownOfDiffusers = " (diffusers)";
    private const int TypicalCalls = 60;

    /// <summary>
    /// Written into pictures: the name under which A1111 draws by the same rule; where it has none, one that it does not use. Samplers of stochastic
    /// equations (SDE) draw their noise from the picture's seed as the others do, not from A1111's Brownian tree.
    /// </summary>
    public required string DisplayName { get; init; }

    /// <summary>The name of the row that the same implementation draws with noise levels at the timesteps; the row's own where it is that.</summary>
    public string Method { get; private init; } = Name;

    public SigmaSpacing Spacing { get; private init; }

    /// <summary>Asks the model twice a step, in the last one once.</summary>
    internal bool IsOfTwoCalls { get; init; }

    /// <summary>Chooses how many steps it takes, for one picture at a time: what suits one would be another's otherwise.</summary>
    public bool ChoosesSteps { get; init; }

    /// <summary>How often the model is asked for a picture of so many steps; about, where the sampler chooses them.</summary>
    public int Calls(int steps) => ChoosesSteps ? TypicalCalls : IsOfTwoCalls ? 2 * steps - 1 : steps;

    /// <summary>The row itself, and the same method with each other spacing of its noise levels: <c>_karras</c>, <c>_exponential</c>.</summary>
    internal IEnumerable<SamplerVariant> Spaced =>
    [
        this,
        With(SigmaSpacing.Karras, "The same with Karras' noise levels."),
        With(SigmaSpacing.Exponential, "The same with noise levels evenly spaced in their logarithm."),
    ];

    private SamplerVariant With(SigmaSpacing spacing, string summary) => this with
    {
        Name = Spell(Name, OfDiffusers, "_" + spacing.ToString().ToLowerInvariant()),
        Summary = summary,
        DisplayName = Spell(DisplayName, ShownOfDiffusers, " " + spacing),
        Aliases = [],
        Spacing = spacing,
    };

    // before the ending that says whose sampler it is
    private static string Spell(string name, string ending, string addition) =>
        name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] + addition + ending : name + addition;
}
