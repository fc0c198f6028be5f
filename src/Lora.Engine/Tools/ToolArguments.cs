using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>The properties of a tool's target, from the file into which the target writes them: NAME=VALUE, a line each.</summary>
internal sealed class ToolArguments
{
    private readonly OptionValues _values;

    /// <param name="tool">Its rows.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="FindingException">A text is no value of its row.</exception>
    public ToolArguments(LoraToolRow tool, string path)
    {
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        var name = "";
        foreach (var line in File.ReadLines(path).Skip(1))
        {
            // a list may run over several lines of the project file
            var parts = line.Split('=', 2);
            var isFirst = parts.Length == 2 && tool.Options.Any(option => option.Name == parts[0]);
            name = isFirst ? parts[0] : name;
            written[name] = isFirst ? parts[1] : $"{written.GetValueOrDefault(name)}\n{line}";
        }

        Project = ProjectOf(path);
        _values = OptionValues.Resolve(tool.Options, written, (_, problem) => throw Wrong(problem));
    }

    /// <summary>The project file, for messages.</summary>
    public string Project { get; }

    /// <summary>The project file that such a file is for.</summary>
    public static string ProjectOf(string path) => File.ReadLines(path).First()["Project=".Length..];

    public T Get<T>(Option<T> option) => _values.Get(option);

    /// <summary>A rank; null for 0, which is none.</summary>
    public int? Rank(Option<int> option) => Get(option) is var rank and > 0 ? rank : null;

    /// <summary>The file or folder that an option names.</summary>
    /// <exception cref="FindingException">It is not written, or there is none.</exception>
    public string Existing(Option<string> option) => Existing(Needed(option));

    /// <exception cref="FindingException">It is not written.</exception>
    public string Needed(Option<string> option) => Get(option) is { Length: > 0 } text ? text : throw Wrong($"{option} is needed: {Lower(option.Summary)}");

    /// <exception cref="FindingException">There is no such file or folder.</exception>
    public string Existing(string path) => Resolve(path) is var place && (File.Exists(place) || Directory.Exists(place))
        ? place : throw new FindingException(TrainingDiagnostics.ToolFileMissing.At($"There is no '{path}'.", Project));

    /// <summary>The file or folder to write.</summary>
    /// <exception cref="FindingException">It is not written.</exception>
    public string Destination() => Resolve(Needed(ToolOptions.SaveTo));

    public FindingException Wrong(string message) => new(TrainingDiagnostics.ToolValueWrong.At(message, Project));

    private string Resolve(string path) => UserPath.Resolve(Path.GetDirectoryName(Project)!, path);

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
