using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Values as TOML writes them, in the forms that Python's readers of it take too.</summary>
internal static class TomlText
{
    /// <summary>A string in double quotes.</summary>
    public static string Quote(string text) => Utf8Text.Quote(text).Replace("\u007f", "\\u007f", StringComparison.Ordinal);

    public static string Of(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quote))}]";

    /// <summary>The canonical text of an option's value.</summary>
    public static string Of(Option option, string text) => option switch
    {
        BooleanOption or OptionalBooleanOption => text,
        NumberOption<int> or NumberOption<long> => text,
        // a float has a point or an exponent
        NumberOption<double> or OptionalNumberOption => Float(text),
        PathsOption => Of(text.Split(';')),
        RangeOption => $"[{string.Join(", ", text.Split(',').Select(Float))}]",
        NumberListOption => $"[{string.Join(", ", text.Split(';').Select(Float))}]",
        _ => Quote(text),
    };

    private static string Float(string text) => text.ToLowerInvariant() is var lower && lower.AsSpan().ContainsAny('.', 'e') ? lower
        : double.Parse(text, CultureInfo.InvariantCulture).ToString("0.0", CultureInfo.InvariantCulture);
}
