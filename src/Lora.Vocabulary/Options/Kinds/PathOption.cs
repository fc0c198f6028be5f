namespace Lora.Vocabulary;

/// <summary>A path: relative to the project file, or below the home folder where it begins with <c>~/</c>.</summary>
public sealed class PathOption : Option<string>
{
    public PathOption(string name, string summary)
        : base(name, summary) => Default = "";

    public override string Range => "a path, relative to the project file";

    protected override object? ReadValue(string text) => text;

    protected override string Text(string value) => value;
}
