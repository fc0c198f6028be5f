using System.Text.Json;

namespace Lora.Testing;

/// <summary>
/// A list in <c>tests/golden</c> of cases that stand apart, each <c>{"pattern": "group/name*", "op": [...], "reason": "..."}</c>. A case is on it when its
/// <c>group/name</c> matches the pattern and, where <c>op</c> is given, its op matches one of those. <c>*</c> stands for any text.
/// </summary>
public sealed class GoldenList
{
    private sealed record Entry(string Pattern, string[]? Op, string Reason);

    private readonly Entry[] _entries;

    private GoldenList(string json) => _entries = JsonSerializer.Deserialize<Entry[]>(
        json, new JsonSerializerOptions(JsonSerializerDefaults.Web) { AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip })!;

    /// <summary>The cases that wait for a later issue: their tests are skipped.</summary>
    public static GoldenList Waiting { get; } = OfProject("waiting.json");

    /// <summary>The cases in which our answer is another on purpose: their tests assert ours.</summary>
    public static GoldenList Differences { get; } = OfProject("differences.json");

    /// <summary>A list as its file holds it.</summary>
    public static GoldenList Parse(string json) => new(json);

    /// <summary>Why the case is on the list, or null when it is not.</summary>
    public string? ReasonFor(string displayName, string op) =>
        _entries.FirstOrDefault(e => Matches(e.Pattern, displayName) && (e.Op is null || e.Op.Any(o => Matches(o, op))))?.Reason;

    private static GoldenList OfProject(string file) => new(File.ReadAllText(Path.Combine(GoldenFolder.Project, file)));

    /// <summary>Compares a whole text with a pattern in which <c>*</c> stands for any text, also none. Case counts.</summary>
    public static bool Matches(string pattern, string text)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return pattern == text;
        }

        if (!text.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = text.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }
        return text.Length - at >= parts[^1].Length && text.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}
