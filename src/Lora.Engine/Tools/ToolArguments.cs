using System.Globalization;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>The properties of a tool's target, from the file into which the target writes them: NAME=VALUE, a line for each entry of a list.</summary>
/// <param name="path">The file.</param>
internal sealed class ToolArguments(string path)
{
    private readonly ILookup<string, string> _values = File.ReadLines(path).Select(line => line.Split('=', 2)).Where(parts => parts is [_, { Length: > 0 }])
        .ToLookup(parts => parts[0], parts => parts[1].Trim(), StringComparer.Ordinal);

    /// <summary>For messages.</summary>
    public string Project => Text("Project");

    public string Text(string name, string otherwise = "") => _values[name].LastOrDefault(otherwise);

    public IReadOnlyList<string> List(string name) => [.. _values[name]];

    public bool Flag(string name) => Text(name).ToLowerInvariant() switch
    {
        "" or "false" => false,
        "true" => true,
        var other => throw Wrong($"{name} is true or false, not '{other}'."),
    };

    public int? Whole(string name, int least, int most) => Number(name, least, most) switch
    {
        null => null,
        { } number when number == Math.Truncate(number) => (int)number,
        _ => throw Wrong($"{name} is a whole number, not '{Text(name)}'."),
    };

    public double? Number(string name, double least, double most) => Text(name) is { Length: > 0 } text ? Parse(name, text, least, most) : null;

    public IReadOnlyList<double> Numbers(string name) => [.. _values[name].Select(text => Parse(name, text, -1000, 1000))];

    /// <summary>Of an entry; brackets around a list, in which kohya's scripts want it, may stand.</summary>
    public BlockWeights BlockWeights(string name, string text) => Vocabulary.BlockWeights.Read(text.TrimStart('[').TrimEnd(']'))
        ?? throw Wrong($"'{text}' is no entry of {name}, which is {PromptOptions.BlockWeights.Range}.");

    /// <exception cref="FindingException">It is not given.</exception>
    public string Needed(string name, string what) => Text(name) is { Length: > 0 } text ? text : throw Wrong($"{name} is needed: {what}.");

    /// <exception cref="FindingException">There is no such file or folder.</exception>
    public string Existing(string path) => File.Exists(path) || Directory.Exists(path)
        ? path : throw new FindingException(TrainingDiagnostics.ToolFileMissing.At($"There is no '{path}'.", Project));

    public FindingException Wrong(string message) => new(TrainingDiagnostics.ToolValueWrong.At(message, Project));

    private double Parse(string name, string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number : throw Wrong(FormattableString.Invariant($"{name} is a number from {least} to {most}, not '{text}'."));
}
