namespace Lora.Project;

/// <summary>A changed entry of a key in words: what, its old and its new value.</summary>
internal static class ChangeText
{
    private const int Longest = 100;
    private const int HashDigits = 8;

    /// <summary>One line, or several for an entry of several values.</summary>
    internal static IEnumerable<string> Of(KeyChange change) => change.Kind switch
    {
        "stage" => [$"{change.Name} changed"],
        "algorithm" => [$"the SDK's algorithm: {Values(change.Old, change.New)}"],
        "image" => [$"{change.Name}: its bytes changed"],
        "name" => [$"{change.Old} is called {change.New} now"],
        "mask" or "caption" => [string.IsNullOrEmpty(change.Old) ? $"{change.Name} has a {change.Kind} now"
            : string.IsNullOrEmpty(change.New) ? $"{change.Name} has no {change.Kind} now" : $"the {change.Kind} of {change.Name} changed"],
        "prompt" or "rule" or "phase" or "drawn" => OfRow(change),
        "model" => [$"base model, {change.Name}: {Values(change.Old, change.New)}"],
        "option" or "tool" => [$"{change.Name} {Values(change.Old, change.New)}"],
        "lora" => [$"{change.Name}: {Values(change.Old, change.New)}"],
        "output" => [$"the LoRA's name {Values(change.Old, change.New)}"],
        _ => [$"{change.Name}: {change.Kind} {Values(change.Old, change.New)}"],
    };

    // NAME=VALUE a line
    private static IEnumerable<string> OfRow(KeyChange change)
    {
        var what = change.Kind switch { "prompt" => "prompt ", "rule" => "tag rule ", "phase" => "phase ", _ => "pictures while training, " } + change.Name;
        if (change is not { Old: { } old, New: { } now })
        {
            return [$"{what} {(change.Old is null ? "added" : "removed")}"];
        }

        return !old.Contains('\n') && !now.Contains('\n') ? [$"{what}: {Values(old, now)}"]
            : KeyChange.Between(Cells(old), [.. Cells(now)]).Select(cell => $"{what}: {cell.Name} {Values(cell.Old, cell.New)}");
    }

    private static IEnumerable<KeyEntry> Cells(string row) =>
        row.Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).Select(parts => new KeyEntry("", parts[0], parts[1]));

    private static string Values(string? old, string? now) => $"{Shown(old)} -> {Shown(now)}";

    private static string Shown(string? value) => value switch
    {
        null or "" => "-",
        _ when Digest.Is(value) => value[..HashDigits],
        { Length: > Longest } => $"{value[..Longest].ReplaceLineEndings(" ")}...",
        _ => value.ReplaceLineEndings(" "),
    };
}
