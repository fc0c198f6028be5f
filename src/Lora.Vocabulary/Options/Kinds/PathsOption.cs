namespace Lora.Vocabulary;

/// <summary>Any number of paths, parted by semicolons; each as that of a <see cref="PathOption"/>.</summary>
public sealed class PathsOption : Option<IReadOnlyList<string>>
{
    public PathsOption(string name, string summary)
        : base(name, summary) => Default = [];

    public override string Range => "paths, relative to the project file, parted by ';'";

    protected override object? ReadValue(string text) => text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    protected override string Text(IReadOnlyList<string> value) => string.Join(';', value);
}
