using System.Globalization;

namespace Lora.Training;

/// <summary>
/// kohya's <c>key=value key=value</c> lists (<c>optimizer_args</c>, <c>network_args</c>). Each reader takes the keys it knows; <see cref="RequireEmpty"/> then
/// refuses what is left, with the known names.
/// </summary>
internal sealed class OptionList
{
    private readonly string _owner;
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];

    /// <exception cref="TrainingException">An entry is not <c>key=value</c>, or a key is given twice.</exception>
    public OptionList(string owner, string text)
    {
        _owner = owner;
        foreach (var entry in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var at = entry.IndexOf('=');
            if (at <= 0)
            {
                throw new TrainingException($"{owner}: '{entry}' is not key=value; separate the entries by spaces and write none around '='.");
            }

            if (!_values.TryAdd(entry[..at], entry[(at + 1)..]))
            {
                throw new TrainingException($"{owner}: '{entry[..at]}' is given twice.");
            }
        }
    }

    /// <summary>A number in [min, max] (max itself excluded with <paramref name="belowMax"/>), or the default.</summary>
    public double Number(string key, double fallback, double min, double max, bool belowMax = false)
    {
        var text = Take(key);
        return text is null ? fallback : Check(key, text, min, max, belowMax);
    }

    /// <summary>A fixed number of comma-separated numbers, or the default; brackets around them are allowed.</summary>
    public double[] Numbers(string key, double[] fallback, double min, double max, bool belowMax = false)
    {
        var text = Take(key);
        if (text is null)
        {
            return fallback;
        }

        var parts = text.Trim('(', ')', '[', ']').Split(',');
        if (parts.Length != fallback.Length)
        {
            throw new TrainingException($"{_owner}: {key}={text} has {parts.Length} values; it takes {fallback.Length}, separated by commas.");
        }

        return [.. parts.Select(part => Check(key, part, min, max, belowMax))];
    }

    /// <exception cref="TrainingException">A key was given that nobody asked for.</exception>
    public void RequireEmpty()
    {
        foreach (var key in _values.Keys)
        {
            var known = _known.Count == 0 ? "it takes none" : $"it knows {string.Join(", ", _known)}";
            throw new TrainingException($"{_owner}: unknown argument '{key}'; {known}.");
        }
    }

    private string? Take(string key)
    {
        _known.Add(key);
        return _values.Remove(key, out var text) ? text : null;
    }

    private double Check(string key, string text, double min, double max, bool belowMax)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value)
            || value < min || value > max || (belowMax && value == max))
        {
            var upper = double.IsPositiveInfinity(max) ? "" : FormattableString.Invariant($" and {(belowMax ? "below" : "at most")} {max}");
            throw new TrainingException(FormattableString.Invariant($"{_owner}: {key}={text} is not a number of at least {min}{upper}."));
        }

        return value;
    }
}
