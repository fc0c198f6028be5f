using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>A fixed number of decimal numbers separated by commas, as <c>betas=0.9,0.999</c>; brackets around them are allowed.</summary>
public sealed class NumbersOption(string name, string summary, int count) : Option<IReadOnlyList<double>>(name, summary)
{
    /// <summary>Smallest allowed.</summary>
    public double Min { get; init; } = double.MinValue;

    /// <summary>Largest allowed.</summary>
    public double Max { get; init; } = double.MaxValue;

    /// <summary><see cref="Max"/> itself is not allowed.</summary>
    public bool IsBelowMax { get; init; }

    public override string Range =>
        $"{count.ToString(CultureInfo.InvariantCulture)} numbers separated by commas, each {NumberText.Describe(Min, Max, IsBelowMax, 1)}";

    protected override object? ReadValue(string text)
    {
        var numbers = text.Trim('(', ')', '[', ']').Split(',').Select(part => NumberText.Read(part.Trim(), Min, Max, IsBelowMax, 1)).OfType<double>().ToArray();
        return numbers.Length == count && text.Count(c => c == ',') == count - 1 ? numbers : null;
    }

    protected override string Text(IReadOnlyList<double> value) => string.Join(',', value.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
