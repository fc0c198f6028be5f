namespace Lora.Vocabulary;

/// <summary>Any text; white space around it does not count.</summary>
public sealed class TextOption : Option<string>
{
    public TextOption(string name, string summary)
        : base(name, summary) => Default = "";

    public override string Range => "any text";

    protected override object? ReadValue(string text) => text;

    protected override string Text(string value) => value;
}
