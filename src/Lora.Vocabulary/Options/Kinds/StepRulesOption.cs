using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>Factors of a rate, each up to a step.</summary>
/// <param name="Rules">Factor and the step before which it counts, by rising step.</param>
/// <param name="Last">The factor behind all of them.</param>
public sealed record StepRules(IReadOnlyList<(double Factor, int Before)> Rules, double Last)
{
    /// <summary>The factor of a step, counted from 0.</summary>
    public double At(int step)
    {
        foreach (var (factor, before) in Rules)
        {
            if (step < before)
            {
                return factor;
            }
        }

        return Last;
    }
}

/// <summary>diffusers' <c>step_rules</c>: <c>1:10,0.1:40,0.01</c>.</summary>
public sealed class StepRulesOption(string name, string summary) : Option<StepRules>(name, summary)
{
    public override string Range => "factor:step,...,factor with rising steps";

    protected override object? ReadValue(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var rules = new SortedDictionary<int, double>();
        foreach (var part in parts[..^1])
        {
            if (part.Split(':', StringSplitOptions.TrimEntries) is not [var factor, var before]
                || !int.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var step) || Factor(factor) is not { } value
                || !rules.TryAdd(step, value))
            {
                return null;
            }
        }

        return Factor(parts[^1]) is { } last ? new StepRules([.. rules.Select(rule => (rule.Value, rule.Key))], last) : null;
    }

    protected override string Text(StepRules value) => string.Join(',', [.. value.Rules.Select(rule =>
        string.Create(CultureInfo.InvariantCulture, $"{rule.Factor}:{rule.Before}")), value.Last.ToString(CultureInfo.InvariantCulture)]);

    private static double? Factor(string text) => NumberText.Read(text, 0, 1000, false, 1.0);
}
