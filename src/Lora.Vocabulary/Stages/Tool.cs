namespace Lora.Vocabulary;

/// <summary>
/// What computes a stage's result, by name and version, chosen by the options: another one gives other bytes and so another key. The lock file names it
/// too. A test holds the names against the implementations' own.
/// </summary>
/// <param name="Kind">runtime, codec.</param>
/// <param name="Name">Name, version and device in one word.</param>
public sealed record Tool(string Kind, Func<OptionValues, string> Name)
{
    /// <summary>What multiplies the tensors.</summary>
    public static Tool Runtime { get; } = new("runtime", static values =>
        values.Get(EngineOptions.LoraRuntime).On(values.Get(EngineOptions.Device), values.Get(EngineOptions.AllowTf32)));

    /// <summary>What reads and writes pictures.</summary>
    public static Tool Codec { get; } = new("codec", static _ => "managed-2/imagesharp-2.1.13");

    public static IReadOnlyList<Tool> All { get; } = [Runtime, Codec];
}
