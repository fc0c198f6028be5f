using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>A base model as a <c>bases.json</c> describes it.</summary>
internal sealed record BaseEntry
{
    public required string Name { get; init; }

    /// <summary>Where its name stands.</summary>
    public required SourcePlace Place { get; init; }

    /// <summary>As written, relative to the file; null where there is an <see cref="Address"/>.</summary>
    public string? Path { get; init; }

    public BaseAddress? Address { get; init; }

    /// <summary>64 lower-case hex digits; empty where none is written.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>sd1, sd2 or sdxl; empty where none is written.</summary>
    public string Kind { get; init; } = "";

    /// <summary>A note on the licence, in one line.</summary>
    public string License { get; init; } = "";

    /// <summary>What it recommends: texts of options by name, for those that the project does not write.</summary>
    public required IReadOnlyDictionary<string, string> Recommended { get; init; }

    /// <summary>Where what it says stands, by key.</summary>
    public required IReadOnlyDictionary<string, SourcePlace> Places { get; init; }

    /// <summary>Keys of the file that recommend a value, and the option that takes it.</summary>
    internal static IReadOnlyList<(string Key, Option Option)> Recommendations { get; } =
    [
        ("clipSkip", DatasetOptions.ClipSkip), ("resolution", DatasetOptions.Resolution), ("prediction", BaseModelOptions.VParameterization),
        ("zeroTerminalSnr", BaseModelOptions.ZeroTerminalSnr),
    ];

    /// <summary>Where an option's value is recommended; null where none is.</summary>
    public SourcePlace? PlaceOf(Option option) =>
        Recommendations.FirstOrDefault(pair => pair.Option == option).Key is { } key ? Places.GetValueOrDefault(key) : null;
}
