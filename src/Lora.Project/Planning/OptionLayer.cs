using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>One who says what options are: the project file, the command line, a base's recommendation.</summary>
/// <param name="Name">As <c>-t:ShowPlan</c> names it: command line.</param>
/// <param name="Texts">What it says, by option; an empty text says nothing (MSBuild hands on a property that nobody sets as one).</param>
/// <param name="PlaceOf">Where it says it.</param>
internal sealed record OptionLayer(string Name, IReadOnlyDictionary<string, string> Texts, Func<Option, SourcePlace> PlaceOf)
{
    public const string CommandLine = "command line";
    public const string Environment = "environment";
    public const string ProjectFile = "project file";

    /// <summary>The same with nothing said of an option.</summary>
    public OptionLayer Without(Option option) => this with { Texts = Texts.Where(text => text.Key != option.Name).ToDictionary(StringComparer.Ordinal) };

    /// <summary>What it says of an option, trimmed; null where it says nothing.</summary>
    public string? Find(Option option) => Texts.GetValueOrDefault(option.Name, "").Trim() is { Length: > 0 } text ? text : null;
}
