namespace Lora.Vocabulary;

/// <summary>true or false, or unset (null) where nobody writes it.</summary>
public sealed class OptionalBooleanOption(string name, string summary) : Option<bool?>(name, summary)
{
    public override string Range => "true or false";

    public override IReadOnlyList<string> Words => ["true", "false"];

    protected override object? ReadValue(string text) => bool.TryParse(text, out var value) ? value : null;

    protected override string Text(bool? value) => value switch
    {
        true => "true",
        false => "false",
        _ => "",
    };
}
