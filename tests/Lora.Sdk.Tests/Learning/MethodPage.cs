using Lora.Testing;

namespace Lora.Sdk.Tests.Learning;

/// <summary>The tables of docs/methods.md: a row a method, put there by the tests that measure it (<c>LORA_SLOW=1 LORA_UPDATE=1</c>).</summary>
internal static class MethodPage
{
    private static string File => Repository.At("docs", "methods.md");

    /// <summary>Settings as they stand in a row.</summary>
    public static string Text(string settings) => settings.Length == 0 ? "" : $"`{settings.Replace("|", "\\|", StringComparison.Ordinal)}`";

    /// <summary>Names and settings of a table's rows, in its order.</summary>
    public static IReadOnlyList<(string Name, string Settings)> Rows(string kind) =>
        [.. Table(System.IO.File.ReadAllLines(File), kind).Select(row => row.Line.Split('|')).Select(cells => (cells[1].Trim(' ', '`'), cells[2].Trim()))];

    /// <summary>Writes a row anew.</summary>
    public static void Put(string kind, string name, string settings, SubjectMeasure measure)
    {
        var lines = System.IO.File.ReadAllLines(File);
        var at = Table(lines, kind).Single(row => row.Line.StartsWith($"| `{name}` |", StringComparison.Ordinal)).Index;
        lines[at] = FormattableString.Invariant(
            $"| `{name}` | {Text(settings)} | {measure.After:0.000} | {measure.Share:0.00} | {measure.Drift:0.000} | {measure.Seconds:0} |");
        System.IO.File.WriteAllLines(File, lines);
    }

    private static IEnumerable<(int Index, string Line)> Table(string[] lines, string kind) => lines.Index()
        .SkipWhile(line => !line.Item.StartsWith($"| {kind} |", StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.Item.StartsWith('|')).Select(line => (line.Index, line.Item));
}
