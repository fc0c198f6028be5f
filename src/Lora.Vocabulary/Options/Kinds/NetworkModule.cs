using System.IO.Enumeration;

namespace Lora.Vocabulary;

/// <summary>What some layers get in the place of what the network says: LyCORIS' <c>module_algo_map</c> and <c>name_algo_map</c>.</summary>
/// <param name="Pattern">Which: a layer's name in files, its path, its block or a class around it, with * for any characters.</param>
/// <param name="Algo">Their kind of adapter; null: the network's.</param>
/// <param name="Dim">Their rank; null: as without.</param>
/// <param name="Alpha">Their alpha, 0 = their rank; null: as without.</param>
/// <param name="Arguments">Of their kind, in force.</param>
/// <param name="IsOff">They get no adapter.</param>
public sealed record NetworkModule(string Pattern, NetworkVariant? Algo, int? Dim, double? Alpha, OptionValues Arguments, bool IsOff)
{
    /// <summary>What was written of <see cref="Arguments"/>, by name.</summary>
    internal IReadOnlyList<string> Given { get; init; } = [];

    /// <summary>True if one of a layer's names is meant.</summary>
    public bool Matches(IEnumerable<string> names) => names.Any(name => FileSystemName.MatchesSimpleExpression(Pattern, name, ignoreCase: false));
}
