using System.Globalization;

namespace Lora.Project;

/// <summary>Reads the text of a parameter.</summary>
public static class ParameterValue
{
    /// <summary>
    /// The canonical text of a value: numbers without superfluous digits, booleans and choices in lower case or as the table writes them, so that
    /// <c>1e-3</c> and <c>0.001</c> are the same key. Null and a sentence in <paramref name="problem"/> if the text is not a value of the parameter.
    /// </summary>
    public static string? Normalize(Parameter parameter, string text, out string problem)
    {
        text = text.Trim();
        var value = parameter.Type switch
        {
            ParameterType.Boolean => Boolean(text),
            ParameterType.Integer => Integer(parameter, text),
            ParameterType.Number => Number(parameter, text),
            ParameterType.Choice => Choice(parameter, text),
            ParameterType.Arguments => Arguments(parameter, text),
            _ => text,
        };
        problem = value is null ? $"'{text}' is not a value of {parameter.Name}, which is {parameter.Range}." : "";
        return value;
    }

    private static string? Boolean(string text) =>
        text.Equals("true", StringComparison.OrdinalIgnoreCase) ? "true" : text.Equals("false", StringComparison.OrdinalIgnoreCase) ? "false" : null;

    private static string? Integer(Parameter parameter, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= parameter.Min && number <= parameter.Max && number % parameter.Step == 0
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;

    private static string? Number(Parameter parameter, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            && number >= parameter.Min && number <= parameter.Max
            ? (number == 0 ? 0 : number).ToString("R", CultureInfo.InvariantCulture)
            : null;

    private static string? Choice(Parameter parameter, string text)
    {
        foreach (var (alias, meaning) in parameter.Aliases)
        {
            if (alias.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return meaning;
            }
        }

        return parameter.Choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase));
    }

    private static string? Arguments(Parameter parameter, string text)
    {
        var pairs = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        foreach (var pair in pairs)
        {
            var name = pair.Split('=', 2) is [var left, { Length: > 0 }] ? left : null;
            if (name is null || !parameter.ArgumentNames.Contains(name, StringComparer.Ordinal))
            {
                return null;
            }
        }

        return string.Join(' ', pairs);
    }
}
