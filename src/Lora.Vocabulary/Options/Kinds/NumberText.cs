using System.Globalization;
using System.Numerics;

namespace Lora.Vocabulary;

/// <summary>Reads numbers within bounds, and says the bounds in words.</summary>
internal static class NumberText
{
    internal static T? Read<T>(string text, T min, T max, bool isBelowMax, T step)
        where T : struct, INumber<T>
    {
        var isWhole = IsWhole<T>();
        var style = isWhole ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
        if (!T.TryParse(text, style, CultureInfo.InvariantCulture, out var value) || !T.IsFinite(value) || value < min || value > max
            || (isBelowMax && value == max) || (isWhole && !T.IsZero(value % step)))
        {
            return null;
        }

        // minus zero is zero
        return T.IsZero(value) ? T.Zero : value;
    }

    internal static string Describe<T>(T min, T max, bool isBelowMax, T step, bool isAboveMin = false)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        var noun = IsWhole<T>() ? "a whole number" : "a number";
        var bounds = (min == T.MinValue, max == T.MaxValue) switch
        {
            (false, false) => $" from {Text(min)} to {(isBelowMax ? "below " : "")}{Text(max)}",
            (false, true) => $" {(isAboveMin ? "above" : "of at least")} {Text(min)}",
            (true, false) => $" {(isBelowMax ? "below" : "of at most")} {Text(max)}",
            _ => "",
        };
        return noun + bounds + (step > T.One ? $", divisible by {Text(step)}" : "");
    }

    private static bool IsWhole<T>()
        where T : struct, INumber<T> => T.IsZero(T.One / (T.One + T.One));

    private static string Text<T>(T value)
        where T : INumber<T> => value.ToString("0.########", CultureInfo.InvariantCulture);
}
