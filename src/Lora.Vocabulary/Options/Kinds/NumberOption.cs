using System.Globalization;
using System.Numerics;

namespace Lora.Vocabulary;

/// <summary>A number within bounds; of an integer type a whole number, else a decimal one, also as 5e-4. Invariant culture.</summary>
public sealed class NumberOption<T>(string name, string summary) : Option<T>(name, summary)
    where T : struct, INumber<T>, IMinMaxValue<T>
{
    /// <summary>Smallest allowed.</summary>
    public T Min { get; init; } = T.MinValue;

    /// <summary>Largest allowed.</summary>
    public T Max { get; init; } = T.MaxValue;

    /// <summary><see cref="Min"/> itself is not allowed.</summary>
    public bool IsAboveMin { get; init; }

    /// <summary><see cref="Max"/> itself is not allowed.</summary>
    public bool IsBelowMax { get; init; }

    /// <summary>A whole number has to be divisible by this.</summary>
    public T Step { get; init; } = T.One;

    public override string Range => NumberText.Describe(Min, Max, IsBelowMax, Step, IsAboveMin);

    protected override object? ReadValue(string text) =>
        NumberText.Read(text, Min, Max, IsBelowMax, Step) is { } value && !(IsAboveMin && value == Min) ? value : null;

    protected override string Text(T value) => value.ToString(null, CultureInfo.InvariantCulture);
}
