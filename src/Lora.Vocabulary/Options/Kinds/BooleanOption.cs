namespace Lora.Vocabulary;

/// <summary>true or false, in any letter case.</summary>
public sealed class BooleanOption(string name, string summary) : Option<bool>(name, summary)
{
    public override string Range => "true or false";

    public override IReadOnlyList<string> Words => ["true", "false"];

    protected override object? ReadValue(string text) => bool.TryParse(text, out var value) ? value : null;

    protected override string Text(bool value) => value ? "true" : "false";
}
