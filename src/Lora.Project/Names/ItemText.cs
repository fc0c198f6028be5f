using System.Text.RegularExpressions;

namespace Lora.Project;

/// <summary>
/// The text of an Include, by MSBuild's rules. Expressions are asked only where there is something to find: compiling one costs more than a small project.
/// </summary>
internal static partial class ItemText
{
    /// <summary>True if it reads a property, other items or metadata: then its text alone does not say what comes of it.</summary>
    public static bool HasReference(string text) => text.Contains("$(", StringComparison.Ordinal) || text.Contains("@(", StringComparison.Ordinal)
        || text.Contains("%(", StringComparison.Ordinal);

    /// <summary>True if it looks for files. A '*' that is meant as such is written <c>%2A</c>, a '?' <c>%3F</c>.</summary>
    public static bool HasWildcard(string text) =>
        text.AsSpan().ContainsAny('*', '?') && (!HasReference(text) || References().Replace(text, "").AsSpan().ContainsAny('*', '?'));

    /// <summary>The entries of a list, still escaped.</summary>
    public static string[] Split(string text) => text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary><c>%xx</c> as what it means; a '\' is a '/', as MSBuild reads it in items where that separates.</summary>
    public static string Unescape(string text) => Slashes(text.Contains('%', StringComparison.Ordinal)
        ? Escape().Replace(text, static match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString()) : text);

    /// <summary>A '\' as a '/' where that separates folders.</summary>
    public static string Slashes(string text) => Path.DirectorySeparatorChar == '/' ? text.Replace('\\', '/') : text;

    // inner parentheses of a property function included, two deep
    [GeneratedRegex(@"[$@%]\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")]
    private static partial Regex References();

    [GeneratedRegex("%([0-9a-fA-F]{2})")]
    private static partial Regex Escape();
}
