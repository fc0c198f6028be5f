using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>A decimal number that stays unset (null) where nobody writes it.</summary>
public sealed class OptionalNumberOption(string name, string summary) : Option<double?>(name, summary)
{
    /// <summary>Smallest allowed.</summary>
    public double Min { get; init; } = double.MinValue;

    /// <summary>Largest allowed.</summary>
    public double Max { get; init; } = double.MaxValue;

    public override string Range => NumberText.Describe(Min, Max, false, 1);

    protected override object? ReadValue(string text) => NumberText.Read(text, Min, Max, false, 1.0);

    protected override string Text(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
