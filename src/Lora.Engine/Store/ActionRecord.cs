using System.Globalization;
using System.Text;
using Lora.Project;

namespace Lora.Engine;

/// <summary>One thing an action made: its name within the action (never a machine's path), its SHA-256 and its size in bytes.</summary>
internal sealed record ActionOutput(string Name, string Hash, long Size);

/// <summary>
/// What an action made and said, in order. On disk: a line <c>lora-action 2</c>, a line <c>file hash size name</c> an output, a line
/// <c>finding severity code line column</c>, tab, file, tab, message a finding, and a last line with the SHA-256 of all before it: a truncated or damaged
/// record is none.
/// </summary>
/// <param name="Outputs">What it made.</param>
/// <param name="Findings">What it found, as <see cref="StoredFinding"/> writes it.</param>
internal sealed record ActionRecord(IReadOnlyList<ActionOutput> Outputs, IReadOnlyList<Finding> Findings)
{
    private const string Head = "lora-action 2";

    internal ActionRecord(IReadOnlyList<ActionOutput> outputs)
        : this(outputs, [])
    {
    }

    internal byte[] ToBytes()
    {
        var text = new StringBuilder(Head).Append('\n');
        foreach (var output in Outputs)
        {
            text.Append(CultureInfo.InvariantCulture, $"file {output.Hash} {output.Size} {OneLine(output.Name)}\n");
        }

        foreach (var finding in Findings)
        {
            text.Append(CultureInfo.InvariantCulture, $"finding {finding.Severity} {finding.Code} {finding.Line} {finding.Column}\t")
                .Append(OneLine(finding.File ?? "")).Append('\t').Append(OneLine(finding.Message)).Append('\n');
        }

        var body = Encoding.UTF8.GetBytes(text.ToString());
        return [.. body, .. Encoding.UTF8.GetBytes(Digest.Of(body)), (byte)'\n'];
    }

    /// <summary>The record, or null when the bytes are not one that <see cref="ToBytes"/> wrote.</summary>
    internal static ActionRecord? Parse(ReadOnlySpan<byte> bytes)
    {
        const int checkLength = 65;
        if (bytes.Length < Head.Length + checkLength)
        {
            return null;
        }

        var body = bytes[..^checkLength];
        if (!bytes[^checkLength..].SequenceEqual(Encoding.UTF8.GetBytes(Digest.Of(body) + "\n")))
        {
            return null;
        }

        var lines = Encoding.UTF8.GetString(body).Split('\n');
        if (lines[0] != Head)
        {
            return null;
        }

        var (outputs, findings) = (new List<ActionOutput>(), new List<Finding>());
        foreach (var line in lines[1..^1])
        {
            if (OutputOf(line) is { } output)
            {
                outputs.Add(output);
            }
            else if (FindingOf(line) is { } finding)
            {
                findings.Add(finding);
            }
            else
            {
                return null;
            }
        }

        return new(outputs, findings);
    }

    private static ActionOutput? OutputOf(string line) => line.Split(' ', 4) is ["file", var hash, var digits, var name] && Digest.Is(hash)
        && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? new(name, hash, size) : null;

    private static Finding? FindingOf(string line) => line.Split('\t') is [var head, var file, var message]
        && head.Split(' ') is ["finding", var word, var code, var row, var place] && Enum.TryParse<Severity>(word, out var severity) && Enum.IsDefined(severity)
        && int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var column)
        ? new(code, severity, message, file.Length == 0 ? null : file, at, column) : null;

    private static string OneLine(string text) => !text.AsSpan().ContainsAny('\n', '\r', '\t') ? text
        : throw new ArgumentException($"A record holds lines: no line break and no tab in '{text}'.");
}
