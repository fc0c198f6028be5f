using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lora.Project;

/// <summary>
/// Findings as SARIF 2.1.0 (OASIS), the form in which code review shows them beside the lines they are about. Sorted; the same findings give the same bytes.
/// </summary>
public sealed class SarifLog
{
    private const string RootId = "SRCROOT";

    private readonly string _root;

    /// <param name="projectFile">Absolute; a finding without a file is about it. Paths are relative to the root of its repository, else to its folder.</param>
    public SarifLog(string projectFile)
    {
        ProjectFile = projectFile;
        var folder = Path.GetDirectoryName(projectFile)!;
        _root = Path.TrimEndingDirectorySeparator(RepositoryOf(folder) ?? folder) + Path.DirectorySeparatorChar;
    }

    public string ProjectFile { get; }

    /// <summary>Which of several base models the findings are about; empty where there is one.</summary>
    public string Alias { get; init; } = "";

    /// <summary>Of the SDK.</summary>
    public string Version { get; init; } = "";

    /// <summary>Codes that <c>NoWarn</c> names: their findings are there as suppressed.</summary>
    public IReadOnlyCollection<string> NoWarn { get; init; } = [];

    /// <summary>Whether warnings of a code fail the build.</summary>
    public Func<string, bool> IsError { get; init; } = static _ => false;

    /// <summary>The whole file.</summary>
    public byte[] Write(IEnumerable<Finding> findings)
    {
        Finding[] all = [.. findings.Select(finding => finding.File is null ? finding with { File = ProjectFile } : finding).Order().Distinct()];
        using var buffer = new MemoryStream();
        // no page of HTML is made of it: quotes and brackets stand as they are
        var style = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, style))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            WriteRun(json, all);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private void WriteRun(Utf8JsonWriter json, Finding[] findings)
    {
        var rules = findings.Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal).ToList();
        json.WriteStartObject();
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "Lora.Build");
        json.WriteString("version", Version);
        json.WriteStartArray("rules");
        rules.ForEach(code => WriteRule(json, code));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("automationDetails");
        // what a server takes for one series of runs; the end of an id is that of the single run
        json.WriteString("id", $"{Path.GetFileNameWithoutExtension(ProjectFile)}/{(Alias.Length > 0 ? $"{Alias}/" : "")}");
        json.WriteEndObject();
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject(RootId);
        json.WriteString("uri", new Uri(_root).AbsoluteUri);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", !findings.Any(finding => LevelOf(finding) == "error" && !IsSuppressed(finding)));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("results");
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            WriteResult(json, finding, rules.IndexOf(finding.Code), seen);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, string code)
    {
        json.WriteStartObject();
        json.WriteString("id", code);
        if (DiagnosticCatalog.All.FirstOrDefault(descriptor => descriptor.Code == code) is { } rule)
        {
            WriteText(json, "shortDescription", $"{rule.Title}.");
            WriteText(json, "fullDescription", rule.Why);
            json.WriteStartObject("help");
            json.WriteString("text", $"{rule.Fix} {rule.Why}");
            // a '<' begins a tag there
            json.WriteString("markdown", $"**What to do:** {rule.Fix.Replace("<", "\\<", StringComparison.Ordinal)}\n\n{rule.Why}");
            json.WriteEndObject();
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(rule.Severity));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteResult(Utf8JsonWriter json, Finding finding, int rule, Dictionary<string, int> seen)
    {
        var uri = RelativeUri(finding.File!);
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Code);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", LevelOf(finding));
        WriteText(json, "message", finding.Message);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", uri ?? new Uri(Path.GetFullPath(finding.File!)).AbsoluteUri);
        if (uri is not null)
        {
            json.WriteString("uriBaseId", RootId);
        }

        json.WriteEndObject();
        if (finding.Line > 0)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", finding.Line);
            if (finding.Column > 0)
            {
                json.WriteNumber("startColumn", finding.Column);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        // a finding is the same one when lines are put in before it
        var print = Digest.Of($"{finding.Code}\n{uri}\n{finding.Message}");
        var count = seen[print] = seen.GetValueOrDefault(print) + 1;
        json.WriteString("loraFinding/v1", FormattableString.Invariant($"{print}:{count}"));
        json.WriteEndObject();
        if (IsSuppressed(finding))
        {
            json.WriteStartArray("suppressions");
            json.WriteStartObject();
            json.WriteString("kind", "external");
            json.WriteString("justification", "NoWarn");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private bool IsSuppressed(Finding finding) =>
        finding.Severity is Severity.Warning && NoWarn.Contains(finding.Code, StringComparer.OrdinalIgnoreCase);

    private string LevelOf(Finding finding) => Level(finding.Severity is Severity.Warning && IsError(finding.Code) ? Severity.Error : finding.Severity);

    private static string Level(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    // a work tree's .git is a file
    private static string? RepositoryOf(string? folder) =>
        folder is null || Path.Exists(Path.Combine(folder, ".git")) ? folder : RepositoryOf(Path.GetDirectoryName(folder));

    // null for what lies outside of the root
    private string? RelativeUri(string file)
    {
        var path = Path.GetFullPath(file, Path.GetDirectoryName(ProjectFile)!);
        return path.StartsWith(_root, StringComparison.Ordinal)
            ? string.Join('/', path[_root.Length..].Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString)) : null;
    }
}
