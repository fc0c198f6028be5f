using System.Globalization;

namespace Lora.Project;

/// <summary>Says in words what a parameter allows.</summary>
internal static class ParameterRange
{
    public static string Describe(Parameter parameter) => parameter.Type switch
    {
        ParameterType.Boolean => "true or false",
        ParameterType.Integer => "a whole number" + Bounds(parameter) + (parameter.Step > 1 ? $", divisible by {parameter.Step}" : ""),
        ParameterType.Number => "a number" + Bounds(parameter),
        ParameterType.Choice => "one of " + string.Join(", ", parameter.Choices),
        ParameterType.Arguments => "name=value pairs separated by spaces, of " + string.Join(", ", parameter.ArgumentNames),
        ParameterType.Path => "a path, relative to the project file",
        _ => "any text",
    };

    private static string Bounds(Parameter parameter) => (double.IsInfinity(parameter.Min), double.IsInfinity(parameter.Max)) switch
    {
        (false, false) => $" from {Text(parameter.Min)} to {Text(parameter.Max)}",
        (false, true) => $" of at least {Text(parameter.Min)}",
        (true, false) => $" of at most {Text(parameter.Max)}",
        _ => "",
    };

    private static string Text(double value) => value.ToString("0.########", CultureInfo.InvariantCulture);
}
