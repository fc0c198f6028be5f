namespace Lora.Vocabulary;

/// <summary>How hard a subject is to learn, <c>Difficulty</c> and the rank that it wants on Stable Diffusion 1.x.</summary>
/// <param name="Name">The guides' letter.</param>
/// <param name="Summary">Subjects of this kind.</param>
/// <param name="MinDim">The lowest usual rank.</param>
/// <param name="MaxDim">The highest.</param>
public sealed record DifficultyVariant(string Name, string Summary, int MinDim, int MaxDim) : Variant(Name, Summary)
{
    /// <summary>A rank of a model of the XL family holds so many times what one of Stable Diffusion 1.x does.</summary>
    public const int XlHoldsTimes = 4;

    /// <summary>The ranks in words.</summary>
    public string Dims => $"{Range(MinDim, MaxDim)} on Stable Diffusion 1.x, {Range(MinDim / XlHoldsTimes, MaxDim / XlHoldsTimes)} on XL";

    /// <summary>Within what a network of few numbers (LoKr) can hold.</summary>
    public bool SuitsLokr { get; init; }

    private static string Range(int min, int max) => min == max ? FormattableString.Invariant($"{min}") : FormattableString.Invariant($"{min} to {max}");
}

/// <summary>The difficulties of the community's guides, from easy to hard.</summary>
public static class Difficulties
{
    public static IReadOnlyList<DifficultyVariant> All { get; } =
    [
        new("A", "A plain realistic woman.", 4, 8) { SuitsLokr = true },
        new("B", "An unusual face, hair or clothes.", 4, 16) { SuitsLokr = true },
        new("C", "Wings, armour, tails.", 8, 32) { SuitsLokr = true },
        new("D", "A humanoid furry; real people.", 32, 64),
        new("E", "A chibi of odd proportions.", 64, 64),
        new("F", "Animals, dragons, ornate armour.", 64, 128),
        new("G", "Giant robots, many limbs.", 128, 128),
        new("H", "Non-humanoid robots, monsters, insects.", 128, 192),
        new("I", "What has no shape of this world.", 192, 256),
    ];
}
