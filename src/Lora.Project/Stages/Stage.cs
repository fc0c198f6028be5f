namespace Lora.Project;

/// <summary>What a stage is: its algorithm version and what it builds on. Keys are made from it (<see cref="StageKeys"/>).</summary>
/// <param name="Name">Which stage.</param>
/// <param name="Version">Raise it when the same inputs give another result: every key of the stage, and of those that build on it, changes.</param>
/// <param name="Upstream">The stages whose results this one reads; their keys are part of its own.</param>
public sealed record Stage(StageName Name, int Version, IReadOnlyList<StageName> Upstream)
{
    /// <summary>All stages, in the order of a whole build.</summary>
    public static IReadOnlyList<Stage> All { get; } =
    [
        new(StageName.Validate, Version: 1, Upstream: []),
        new(StageName.Resize, Version: 1, Upstream: []),
        new(StageName.Tag, Version: 1, Upstream: []),
        new(StageName.CacheLatents, Version: 1, Upstream: [StageName.Resize]),
        new(StageName.CacheTextEmbeddings, Version: 1, Upstream: [StageName.Tag]),
        new(StageName.Train, Version: 1, Upstream: [StageName.Tag, StageName.CacheLatents]),
        new(StageName.Sample, Version: 1, Upstream: [StageName.Train]),
    ];

    /// <summary>The stage of that name.</summary>
    public static Stage Of(StageName name) => All[(int)name];
}
