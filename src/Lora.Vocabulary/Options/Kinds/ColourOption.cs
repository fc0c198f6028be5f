namespace Lora.Vocabulary;

/// <summary>A colour as <c>#rrggbb</c>, a few by name, or none. The value is its canonical text.</summary>
public sealed class ColourOption : Option<string>
{
    public const string None = "none";

    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        [None] = None,
        ["black"] = "#000000",
        ["grey"] = "#808080",
        ["gray"] = "#808080",
        ["white"] = "#ffffff",
    };

    public ColourOption(string name, string summary)
        : base(name, summary) => Default = None;

    public override string Range => "a colour as #rrggbb, or one of none, black, grey, white";

    protected override object? ReadValue(string text) => Names.TryGetValue(text, out var colour) ? colour
        : text is ['#', ..] && text.Length == 7 && text[1..].All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null;

    protected override string Text(string value) => value;
}
