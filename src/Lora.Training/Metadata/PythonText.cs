using System.Globalization;
using System.Text;

namespace Lora.Training;

/// <summary>
/// Values as kohya's Python writes them: <c>str()</c> of scalars, <c>json.dumps</c> of structures (a space after comma and colon, everything beyond ASCII
/// escaped). Readers of <c>ss_*</c> metadata parse these forms.
/// </summary>
internal static class PythonText
{
    public static string Of(bool value) => value ? "True" : "False";

    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(string? value) => value ?? "None";

    public static string Of(double? value) => value is { } number ? Of(number) : "None";

    public static string Of(int? value) => value is { } number ? Of((long)number) : "None";

    /// <summary>repr of a float: the shortest digits that read back, an exponent below 1e-4 and from 1e16 on, and always a point or an exponent.</summary>
    public static string Of(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        if (value == 0)
        {
            return double.IsNegative(value) ? "-0.0" : "0.0";
        }

        // shortest round-trip digits with the exponent always shown, then placed by Python's rule
        var shortest = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits < 17; digits++)
        {
            var candidate = value.ToString($"E{digits}", CultureInfo.InvariantCulture);
            if (double.Parse(candidate, CultureInfo.InvariantCulture) == value)
            {
                shortest = candidate;
                break;
            }
        }

        var at = shortest.IndexOf('E');
        var exponent = int.Parse(shortest.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var negative = shortest[0] == '-';
        var mantissa = shortest[(negative ? 1 : 0)..at].Replace(".", "", StringComparison.Ordinal);
        return (negative ? "-" : "") + Place(mantissa, exponent);
    }

    public static string Json(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' or > '~' => FormattableString.Invariant($"\\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    /// <summary>A JSON object; values are JSON already.</summary>
    public static string Json(IEnumerable<(string Key, string Value)> entries) => $"{{{string.Join(", ", entries.Select(e => $"{Json(e.Key)}: {e.Value}"))}}}";

    private static string Place(string digits, int exponent)
    {
        if (exponent is < -4 or >= 16)
        {
            var point = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
            return FormattableString.Invariant($"{point}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        if (exponent < 0)
        {
            return $"0.{new string('0', -exponent - 1)}{digits}";
        }

        return digits.Length <= exponent + 1 ? $"{digits.PadRight(exponent + 1, '0')}.0" : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
