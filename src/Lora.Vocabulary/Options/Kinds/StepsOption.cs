using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>Any number of steps separated by commas, rising; brackets around them are allowed.</summary>
public sealed class StepsOption : Option<IReadOnlyList<int>>
{
    public StepsOption(string name, string summary)
        : base(name, summary) => Default = [];

    public override string Range => "whole numbers separated by commas, rising";

    protected override object? ReadValue(string text)
    {
        var steps = new List<int>();
        foreach (var part in text.Trim('(', ')', '[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var step) || (steps.Count > 0 && step < steps[^1]))
            {
                return null;
            }

            steps.Add(step);
        }

        return steps.Count > 0 ? steps : null;
    }

    protected override string Text(IReadOnlyList<int> value) => string.Join(',', value.Select(step => step.ToString(CultureInfo.InvariantCulture)));
}
