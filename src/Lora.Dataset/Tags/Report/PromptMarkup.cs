using System.Text.RegularExpressions;

namespace Lora.Dataset;

/// <summary>What is an instruction in a prompt and is read as it stands in a caption.</summary>
public static partial class PromptMarkup
{
    /// <summary>The first weight, as <c>(smile:1.2)</c>; null where there is none.</summary>
    public static string? WeightIn(string caption) => Weight().Match(caption) is { Success: true } found ? found.Value : null;

    /// <summary>The first parenthesis behind a backslash with what it holds, as <c>\(series\)</c>; null where there is none.</summary>
    public static string? EscapeIn(string caption) => Escape().Match(caption) is { Success: true } found ? found.Value : null;

    [GeneratedRegex(@"\([^()]*:\s*[0-9]+(?:\.[0-9]+)?\s*\)")]
    private static partial Regex Weight();

    [GeneratedRegex(@"\\\([^()\\]*\\\)|\\[()]")]
    private static partial Regex Escape();
}
