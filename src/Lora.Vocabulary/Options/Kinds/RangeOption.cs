using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>Two numbers, the second not below the first.</summary>
public sealed record NumberRange(double Min, double Max);

/// <summary>Two numbers separated by a comma, the second not below the first, as <c>1,4</c>; brackets around them are allowed. Unset (null) where nobody
/// writes it.</summary>
public sealed class RangeOption(string name, string summary) : Option<NumberRange>(name, summary)
{
    /// <summary>Smallest allowed.</summary>
    public double Min { get; init; } = double.MinValue;

    /// <summary>Largest allowed.</summary>
    public double Max { get; init; } = double.MaxValue;

    public override string Range => $"two numbers separated by a comma, the second not below the first, each {NumberText.Describe(Min, Max, false, 1.0)}";

    protected override object? ReadValue(string text)
    {
        double?[] numbers = [.. text.Trim('(', ')', '[', ']').Split(',').Select(part => NumberText.Read(part.Trim(), Min, Max, false, 1.0))];
        return numbers is [{ } min, { } max] && min <= max ? new NumberRange(min, max) : null;
    }

    protected override string Text(NumberRange value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.Min},{value.Max}");
}
