using System.Globalization;

namespace Lora.Vocabulary.Tests.Generated;

/// <summary>What a schema can say of an option's values.</summary>
/// <param name="Kind">integer, number, boolean or string.</param>
/// <param name="Min">Smallest number as text; null where there is no bound.</param>
/// <param name="Max">Largest number.</param>
/// <param name="IsAboveMin"><paramref name="Min"/> itself is not allowed.</param>
/// <param name="IsBelowMax"><paramref name="Max"/> itself is not allowed.</param>
/// <param name="Step">A whole number has to be divisible by it.</param>
internal sealed record OptionShape(
    string Kind, string? Min = null, string? Max = null, bool IsAboveMin = false, bool IsBelowMax = false, string? Step = null)
{
    public static OptionShape Of(Option option) => option switch
    {
        NumberOption<int> row => new("integer", Bound(row.Min, int.MinValue), Bound(row.Max, int.MaxValue), Step: row.Step > 1 ? Text(row.Step) : null),
        NumberOption<long> row => new("integer", Bound(row.Min, long.MinValue), Bound(row.Max, long.MaxValue), Step: row.Step > 1 ? Text(row.Step) : null),
        NumberOption<double> row =>
            new("number", Bound(row.Min, double.MinValue), Bound(row.Max, double.MaxValue), row.IsAboveMin, row.IsBelowMax),
        OptionalNumberOption row => new("number", Bound(row.Min, double.MinValue), Bound(row.Max, double.MaxValue)),
        OverridingOption row => Of(row.Of),
        BooleanOption or OptionalBooleanOption => new("boolean"),
        _ => new("string"),
    };

    private static string? Bound<T>(T value, T none)
        where T : struct, IEquatable<T>, IFormattable => value.Equals(none) ? null : Text(value);

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(value is double and >= 1e-4 ? "0.######" : null, CultureInfo.InvariantCulture);
}
