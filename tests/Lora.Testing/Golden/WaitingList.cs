using System.Text.Json;

namespace Lora.Testing;

/// <summary>
/// <c>tests/golden/waiting.json</c>: the cases that wait for a later issue, as a list of <c>{"pattern": "group/name*", "op": [...], "reason": "..."}</c>.
/// A case waits when its <c>group/name</c> matches the pattern and, where <c>op</c> is given, its op matches one of those. <c>*</c> stands for any text.
/// </summary>
public static class WaitingList
{
    private sealed record Entry(string Pattern, string[]? Op, string Reason);

    private static readonly Entry[] Entries = JsonSerializer.Deserialize<Entry[]>(
        File.ReadAllBytes(Path.Combine(GoldenFolder.Project, "waiting.json")),
        new JsonSerializerOptions(JsonSerializerDefaults.Web) { AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip })!;

    /// <summary>Why the case waits, or null when it does not.</summary>
    public static string? ReasonFor(string displayName, string op) =>
        Entries.FirstOrDefault(e => Matches(e.Pattern, displayName) && (e.Op is null || e.Op.Any(o => Matches(o, op))))?.Reason;

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
