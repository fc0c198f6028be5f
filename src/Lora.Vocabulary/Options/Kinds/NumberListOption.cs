using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>Any number of decimal numbers, parted by semicolons.</summary>
public sealed class NumberListOption : Option<IReadOnlyList<double>>
{
    public NumberListOption(string name, string summary)
        : base(name, summary) => Default = [];

    /// <summary>Smallest allowed.</summary>
    public double Min { get; init; } = double.MinValue;

    /// <summary>Largest allowed.</summary>
    public double Max { get; init; } = double.MaxValue;

    public override string Range => $"numbers parted by ';', each {NumberText.Describe(Min, Max, false, 1.0)}";

    protected override object? ReadValue(string text)
    {
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        double[] numbers = [.. parts.Select(part => NumberText.Read(part, Min, Max, false, 1.0)).OfType<double>()];
        return numbers.Length == parts.Length ? numbers : null;
    }

    protected override string Text(IReadOnlyList<double> value) => string.Join(';', value.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
