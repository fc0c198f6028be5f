namespace Lora.Vocabulary;

/// <summary>One word of a choice, what it means, and other spellings of it (kohya's, old ones).</summary>
public sealed record Choice<T>(string Name, T Value, params IReadOnlyList<string> Aliases);

/// <summary>One word of a list, whatever its letter case.</summary>
public sealed class ChoiceOption<T>(string name, string summary, IReadOnlyList<Choice<T>> choices) : Option<T>(name, summary)
    where T : notnull
{
    /// <summary>Said in place of the words where they are many.</summary>
    public string? RangeText { get; init; }

    public override string Range => RangeText ?? "one of " + string.Join(", ", choices.Select(choice => choice.Name));

    public override IReadOnlyList<string> Words => [.. choices.Select(choice => choice.Name)];

    public override IReadOnlyList<string> OtherWords => [.. choices.SelectMany(choice => choice.Aliases)];

    public IReadOnlyList<Choice<T>> Choices => choices;

    protected override object? ReadValue(string text) => choices.FirstOrDefault(choice => Is(choice.Name, text) || choice.Aliases.Any(alias => Is(alias,
        text))) is { } found
        ? found.Value : null;

    protected override string Text(T value) => choices.First(choice => EqualityComparer<T>.Default.Equals(choice.Value, value)).Name;

    private static bool Is(string name, string text) => name.Equals(text, StringComparison.OrdinalIgnoreCase);
}
