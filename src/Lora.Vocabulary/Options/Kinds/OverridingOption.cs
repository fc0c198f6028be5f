namespace Lora.Vocabulary;

/// <summary>Metadata of an item that says an option of the project for this item alone: what is a value of the one is one of the other.</summary>
public sealed class OverridingOption : Option
{
    /// <param name="of">The project's option.</param>
    public OverridingOption(Option of)
        : base(of.Name, of.Summary)
    {
        Of = of;
        DefaultRule = "the project's";
    }

    /// <summary>The project's option.</summary>
    public Option Of { get; }

    public override string Range => Of.Range;

    public override IReadOnlyList<string> Words => Of.Words;

    public override IReadOnlyList<string> OtherWords => Of.OtherWords;

    protected override string DefaultValueText => "";

    protected override object? ReadValue(string text) => Of.Read(text, out _);

    internal override string Write(object? value) => value is null ? "" : Of.Write(value);

    internal override object? Resolve(OptionValues values, object? written, Action<string> problem) => written;

    internal override object? Restore(OptionValues values, string text) =>
        text.Length == 0 ? null : ReadValue(text) ?? throw new FormatException($"'{text}' is not a value of {Name}");
}
