using System.Collections.Immutable;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>What a project writes, resolved as one is; kohya's batch and schedule unless a test says otherwise.</summary>
internal sealed class Settings
{
    private static readonly Settings Kohyas = new(ImmutableDictionary<string, string>.Empty.Add("TrainBatchSize", "1").Add("LrScheduler", "constant"));

    private readonly ImmutableDictionary<string, string> _written;

    private Settings(ImmutableDictionary<string, string> written) => _written = written;

    /// <param name="text"><c>NetworkDim=4; Seed=7</c>.</param>
    public static Settings Of(string text = "") => Kohyas.With(text);

    public static implicit operator OptionValues(Settings settings) => OptionValues.Resolve(Options.All, settings._written);

    /// <summary>These and others over them.</summary>
    public Settings With(string text) => new(_written.SetItems(
        from entry in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let pair = entry.Split('=', 2)
        select KeyValuePair.Create(Options.Find(pair[0])!.Name, pair[1])));
}
