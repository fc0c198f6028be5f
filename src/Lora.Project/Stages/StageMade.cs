using System.Globalization;
using System.Text;

namespace Lora.Project;

/// <summary>
/// What a stage made and found, <c>obj/STAGE.made.tsv</c>: a line with the key, a line a file (root, hash, path) and a line a finding (severity, code, line,
/// column, file, message), tabs between. Read in every build, where a JSON library would cost too much.
/// </summary>
/// <param name="Key">For which: times tell nothing where a clock is set back, or where two builds take turns.</param>
/// <param name="Outputs">Every file.</param>
/// <param name="Findings">The warnings: a stage with an error has made nothing.</param>
public sealed record StageMade(string Key, IReadOnlyList<OutputFile> Outputs, IReadOnlyList<Finding> Findings)
{
    private const string KeyMark = "key\t";
    private const int FieldsOfAFile = 3;

    /// <summary>The text of the file.</summary>
    public string Write()
    {
        var text = new StringBuilder(KeyMark).Append(Key).Append('\n');
        foreach (var output in Outputs)
        {
            text.Append(OutputFile.RootNames[(int)output.Root]).Append('\t').Append(output.Sha256).Append('\t').Append(output.Path).Append('\n');
        }

        foreach (var finding in Findings)
        {
            text.Append(CultureInfo.InvariantCulture, $"{finding.Severity}\t{finding.Code}\t{finding.Line}\t{finding.Column}\t{Flat(finding.File ?? "")}\t")
                .Append(Flat(finding.Message)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Null if the text is not one that <see cref="Write"/> wrote.</summary>
    /// <param name="text">UTF-8.</param>
    public static StageMade? Read(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith(Encoding.UTF8.GetBytes(KeyMark)))
        {
            return null;
        }

        Span<Range> parts = stackalloc Range[FieldsOfAFile + 1];
        Span<char> root = stackalloc char[8];
        var outputs = new List<OutputFile>();
        var findings = new List<Finding>();
        var key = Encoding.UTF8.GetString(TabbedLine.Take(ref text)[KeyMark.Length..]);
        while (!text.IsEmpty)
        {
            var line = TabbedLine.Take(ref text);
            if (line.IsEmpty)
            {
                continue;
            }

            var count = TabbedLine.Split(line, parts);
            if (count == FieldsOfAFile && Encoding.UTF8.TryGetChars(line[parts[0]], root, out var length) && OutputFile.FindRoot(root[..length]) is { } place
                && Encoding.UTF8.GetString(line[parts[1]]) is { Length: 64 } hash
                && Encoding.UTF8.GetString(line[parts[2]]) is { Length: > 0 } path && OutputFile.IsInside(path))
            {
                outputs.Add(new OutputFile(place, path, hash));
            }
            else if (count > FieldsOfAFile && ReadFinding(Encoding.UTF8.GetString(line).Split('\t')) is { } finding)
            {
                findings.Add(finding);
            }
            else
            {
                return null;
            }
        }

        return new StageMade(key, outputs, findings);
    }

    private static Finding? ReadFinding(string[] parts) => parts is [var severity, var code, var row, var column, var file, var message]
        && Enum.TryParse<Severity>(severity, out var level) && Enum.IsDefined(level)
        && int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            ? new Finding(code, level, message, file.Length == 0 ? null : file, at, from) : null;

    private static string Flat(string text) => text.AsSpan().ContainsAny('\t', '\n') ? text.Replace('\t', ' ').Replace('\n', ' ') : text;
}
