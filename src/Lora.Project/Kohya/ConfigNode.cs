using System.Globalization;

namespace Lora.Project;

/// <summary>A value of a TOML or JSON file, with where it stands.</summary>
/// <param name="Place">Of a value behind a name, the name's.</param>
internal abstract record ConfigNode(SourcePlace Place)
{
    /// <summary>What it is, in words.</summary>
    public abstract string Kind { get; }
}

/// <summary>Text, number, truth value, or a date; its text as an option is written.</summary>
/// <param name="Text">Numbers and truth values in their invariant form.</param>
/// <param name="Kind">a text, a number, true or false, a date.</param>
internal sealed record ConfigScalar(SourcePlace Place, string Text, string Kind) : ConfigNode(Place)
{
    public const string TextKind = "a text";
    public const string NumberKind = "a number";
    public const string BooleanKind = "true or false";
    public const string DateKind = "a date";

    public override string Kind { get; } = Kind;

    /// <exception cref="ConfigException">It holds a NUL, which no path and no name does.</exception>
    public static ConfigScalar Of(SourcePlace place, string text) => !text.Contains('\0', StringComparison.Ordinal) ? new(place, text, TextKind)
        : throw new ConfigException("A text holds a NUL character.", place);

    public static ConfigScalar Of(SourcePlace place, bool value) => new(place, value ? "true" : "false", BooleanKind);

    public static ConfigScalar Of(SourcePlace place, long value) => new(place, value.ToString(CultureInfo.InvariantCulture), NumberKind);

    public static ConfigScalar Of(SourcePlace place, double value) => new(place, value.ToString(CultureInfo.InvariantCulture), NumberKind);
}

/// <summary>A list.</summary>
internal sealed record ConfigArray(SourcePlace Place, IReadOnlyList<ConfigNode> Items) : ConfigNode(Place)
{
    public override string Kind => "a list";
}

/// <summary>A table of names and values, in the order of the file.</summary>
internal sealed record ConfigTable(SourcePlace Place, IReadOnlyList<KeyValuePair<string, ConfigNode>> Entries) : ConfigNode(Place)
{
    public static ConfigTable Empty(SourcePlace place) => new(place, []);

    public override string Kind => "a table";

    /// <summary>The value of a name; null where it has none.</summary>
    public ConfigNode? Find(string name) => Entries.FirstOrDefault(entry => entry.Key == name).Value;
}
