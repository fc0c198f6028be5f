using System.Text.RegularExpressions;

namespace Lora.Training;

/// <summary>
/// kohya's wildcards: <c>{red|green|dark blue}</c> stands for one of its texts, <c>{{</c> and <c>}}</c> for braces. They do not nest: a wildcard ends at the
/// first closing brace.
/// </summary>
internal static partial class Wildcards
{
    // characters that no text holds stand for doubled braces meanwhile
    private const string Open = "\uFDD0", Close = "\uFDD1";

    /// <param name="line">Without line breaks.</param>
    /// <param name="choose">Told the texts of each wildcard from the left, also where there is one alone.</param>
    public static string Expand(string line, Func<string[], string> choose)
    {
        var escaped = line.Replace("{{", Open, StringComparison.Ordinal).Replace("}}", Close, StringComparison.Ordinal);
        return Wildcard().Replace(escaped, match => choose(match.Groups[1].Value.Split('|')))
            .Replace(Open, "{", StringComparison.Ordinal).Replace(Close, "}", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Wildcard();
}
