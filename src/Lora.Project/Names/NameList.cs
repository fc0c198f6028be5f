using System.Globalization;

namespace Lora.Project;

/// <summary>Some names in a sentence.</summary>
public static class NameList
{
    /// <summary>The first of some names as they stand, and how many more there are: <c>a, b and 3 more</c>.</summary>
    /// <param name="names">Enumerated once.</param>
    /// <param name="most">So many are named.</param>
    public static string First(IEnumerable<string> names, int most)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(most)) + (all.Length > most ? string.Create(CultureInfo.InvariantCulture, $" and {all.Length - most} more") : "");
    }

    /// <summary>All of two or more names: <c>a, b and c</c>.</summary>
    public static string All(IReadOnlyList<string> names) => $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    /// <summary>The first ones, each in quotes.</summary>
    public static string Quoted(IEnumerable<string> names, int most) => First(names.Select(name => $"'{name}'"), most);
}
