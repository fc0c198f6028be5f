namespace Lora.Testing;

/// <summary>The table of docs/what-runs-again.md, which tests hold against keys and builds.</summary>
public static class AgainTable
{
    /// <summary>The names of its columns, which are the stages.</summary>
    public static IReadOnlyList<string> Stages { get; } = Lines()[0][1..];

    /// <summary>The cells of each change, a stage each: <c>runs</c>, <c>goes on</c> or <c>-</c>.</summary>
    public static IReadOnlyDictionary<string, string[]> Rows { get; } = Lines()[2..].ToDictionary(row => row[0], row => row[1..], StringComparer.Ordinal);

    /// <summary>The stages that a change runs.</summary>
    public static string[] Of(string change) => [.. Stages.Zip(Rows[change]).Where(cell => cell.Second != "-").Select(cell => cell.First)];

    private static string[][] Lines() =>
    [
        .. File.ReadLines(Repository.At("docs", "what-runs-again.md")).SkipWhile(line => !line.StartsWith("| what changes", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];
}
