namespace Lora.Vocabulary;

/// <summary>One of several ways to do a thing, chosen by name. An implementation registers under the name, one to one (a test proves it).</summary>
public abstract record Variant(string Name, string Summary)
{
    /// <summary>Other spellings, compared without case as the name itself.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The arguments it takes, with types, ranges and defaults.</summary>
    public IReadOnlyList<Option> Arguments { get; init; } = [];

    /// <summary>Paper or reference implementation.</summary>
    public string Source { get; init; } = "";

    public sealed override string ToString() => Name;

    /// <summary>The choices of an option that picks one of these.</summary>
    internal static IReadOnlyList<Choice<T>> Choices<T>(IReadOnlyList<T> variants)
        where T : Variant => [.. variants.Select(variant => new Choice<T>(variant.Name, variant, variant.Aliases))];
}
