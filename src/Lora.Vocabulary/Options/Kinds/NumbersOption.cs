using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>A fixed number of numbers separated by commas, as <c>betas=0.9,0.999</c>; brackets around them are allowed.</summary>
/// <param name="name">The option.</param>
/// <param name="summary">One sentence.</param>
/// <param name="counts">How many there are: one of these.</param>
public sealed class NumbersOption(string name, string summary, params int[] counts) : Option<IReadOnlyList<double>>(name, summary)
{
    /// <summary>Smallest allowed.</summary>
    public double Min { get; init; } = double.MinValue;

    /// <summary>Largest allowed.</summary>
    public double Max { get; init; } = double.MaxValue;

    /// <summary><see cref="Max"/> itself is not allowed.</summary>
    public bool IsBelowMax { get; init; }

    /// <summary>They have no fraction.</summary>
    public bool AreWhole { get; init; }

    public override string Range =>
        $"{string.Join(" or ", counts.Select(count => count.ToString(CultureInfo.InvariantCulture)))} numbers separated by commas, each {Each}";

    private string Each => AreWhole ? NumberText.Describe((int)Min, (int)Max, IsBelowMax, 1) : NumberText.Describe(Min, Max, IsBelowMax, 1);

    protected override object? ReadValue(string text)
    {
        var numbers = text.Trim('(', ')', '[', ']').Split(',').Select(part => NumberText.Read(part.Trim(), Min, Max, IsBelowMax, 1)).OfType<double>().ToArray();
        return counts.Contains(numbers.Length) && text.Count(c => c == ',') == numbers.Length - 1 && !(AreWhole && numbers.Any(number => number % 1 != 0))
            ? numbers : null;
    }

    protected override string Text(IReadOnlyList<double> value) => string.Join(',', value.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
