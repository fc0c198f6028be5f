using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>A value of kohya's files as a project would write it: what it means and whether it is one is for the vocabulary's own readers to say.</summary>
internal static class KohyaText
{
    /// <summary>The text; empty where the value says nothing, as Python's None.</summary>
    /// <exception cref="ConfigException">It is a table, or a list where only one value can be.</exception>
    public static string Of(ConfigNode value, Option option) => value switch
    {
        ConfigScalar { Kind: not ConfigScalar.DateKind } scalar => Of(scalar, option),
        ConfigArray list when option is ArgumentsOption =>
            string.Join(' ', Texts(list, option).Select(text => text.Replace(" ", "", StringComparison.Ordinal))),
        ConfigArray list when option is PathsOption or NumberListOption => string.Join(';', Texts(list, option)),
        ConfigArray { Items.Count: 0 } => "",
        ConfigArray list when option is RangeOption => string.Join(',', Texts(list, option)),
        ConfigArray list when Texts(list, option).Distinct(StringComparer.Ordinal).ToArray() is [var same] => same,
        ConfigArray when option == DatasetOptions.Resolution => throw new ConfigException(
            "Resolution is one side of a square: kohya's two sides have to be equal.", value.Place),
        ConfigArray => throw new ConfigException($"{option} has one value, not several.", value.Place),
        _ => throw new ConfigException($"{option} is {option.Range}, not {value.Kind}.", value.Place),
    };

    /// <summary>Whether a value that only switches something on does so.</summary>
    /// <param name="value">As it stands in the file.</param>
    /// <param name="name">kohya's, for the message.</param>
    /// <exception cref="ConfigException">It is a table, a list or a date.</exception>
    public static bool IsTrue(ConfigNode value, string name) => value is ConfigScalar { Kind: not ConfigScalar.DateKind } scalar
        ? scalar.Text.Trim() is "true" or "1"
        : throw new ConfigException($"{name} is true or false, not {value.Kind}.", value.Place);

    /// <summary>It asks for nothing: false, 0, an empty text or list.</summary>
    public static bool IsNeutral(ConfigNode value) => value switch
    {
        ConfigScalar { Text: "" or "None" or "false" or "0" or "0.0" } => true,
        ConfigArray { Items.Count: 0 } or ConfigTable { Entries.Count: 0 } => true,
        _ => false,
    };

    private static string Of(ConfigScalar value, Option option) => value.Text.Trim() switch
    {
        "" or "None" or "null" => "",
        "1" when IsTruth(option) => "true",
        "0" when IsTruth(option) => "false",
        // the command line's form: width,height
        var text when option == DatasetOptions.Resolution && text.Contains(',', StringComparison.Ordinal) => Of(
            new ConfigArray(value.Place, [.. text.Split(',').Select(side => ConfigScalar.Of(value.Place, side.Trim()))]), option),
        var text => text,
    };

    private static IEnumerable<string> Texts(ConfigArray list, Option option) => list.Items.Select(item => Of(
        item as ConfigScalar ?? throw new ConfigException($"{option} is {option.Range}, not a list of lists.", item.Place), option));

    private static bool IsTruth(Option option) => option is BooleanOption or OptionalBooleanOption;
}
