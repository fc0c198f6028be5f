namespace Lora.Engine;

/// <summary>A value that differs between two versions.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Before">Empty where there was none.</param>
/// <param name="After">Empty where there is none.</param>
internal sealed record ValueChange(string Name, string Before, string After)
{
    /// <summary>The names whose values differ, in the order of the second, then those of the first alone.</summary>
    internal static IEnumerable<ValueChange> Between(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        after.Keys.Union(before.Keys).Select(name => new ValueChange(name, before.GetValueOrDefault(name, ""), after.GetValueOrDefault(name, "")))
            .Where(change => change.Before != change.After);

    /// <summary>For people: an arrow between the values, a dash for none.</summary>
    public override string ToString() => $"{Name}: {Shown(Before)} -> {Shown(After)}";

    internal static string Shown(string value) => value.Length > 0 ? value.ReplaceLineEndings(" ") : "-";
}
