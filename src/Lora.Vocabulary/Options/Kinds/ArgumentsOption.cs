namespace Lora.Vocabulary;

/// <summary>
/// <c>name=value</c> pairs separated by spaces, as on kohya's command line (<c>optimizer_args</c>, <c>network_args</c>). Which names there are, and their
/// values,
/// is said by the rows of the variant that another option chooses.
/// </summary>
/// <param name="name">The option.</param>
/// <param name="summary">One sentence.</param>
/// <param name="variant">The chosen variant.</param>
public sealed class ArgumentsOption(string name, string summary, Func<OptionValues, Variant> variant) : Option<OptionValues>(name, summary)
{
    public override string Range => "name=value pairs separated by spaces";

    /// <summary>Pairs, in the order written; null if an entry is no pair.</summary>
    protected override object? ReadValue(string text)
    {
        var pairs = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('=', 2)).ToArray();
        foreach (var pair in pairs)
        {
            pair[^1] = Unquoted(pair[^1]);
        }

        return Array.TrueForAll(pairs, pair => pair is [{ Length: > 0 }, { Length: > 0 }]) ? pairs : null;
    }

    internal override object Resolve(OptionValues values, object? written, Action<string> problem)
    {
        var chosen = variant(values);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in written as string[][] ?? [])
        {
            if (chosen.Arguments.All(row => row.Name != pair[0]))
            {
                var known = chosen.Arguments.Count == 0 ? "takes none" : $"takes {string.Join(", ", chosen.Arguments)}";
                problem($"'{pair[0]}' is not an argument in {Name}: {chosen.Name} {known}.");
            }
            else if (pair[1] == "None" && chosen.Arguments.Any(row => row.Name == pair[0] && row.DefaultText.Length == 0))
            {
                // Python's word for what is left out
            }
            else if (!texts.TryAdd(pair[0], pair[1]))
            {
                problem($"'{pair[0]}' stands twice in {Name}.");
            }
        }

        return OptionValues.Resolve(chosen.Arguments, texts, (_, wrong) => problem($"{Name}: {wrong}"));
    }

    internal override object Restore(OptionValues values, string text) =>
        Resolve(values, ReadValue(text), problem => throw new FormatException(problem));

    // kohya reads values as Python's literals, in which texts stand in quotes
    private static string Unquoted(string text) => text is ['\'', .., '\''] or ['"', .., '"'] ? text[1..^1] : text;

    /// <summary>Those that apply: a row of a later version, at its neutral default, leaves the text and with it the keys as they were.</summary>
    protected override string Text(OptionValues value) => value.AppliedText;
}
