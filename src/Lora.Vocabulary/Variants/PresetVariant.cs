namespace Lora.Vocabulary;

/// <summary>Values for many options at once, <c>LoraPreset</c>; what a row leaves open is the option's default.</summary>
public sealed record PresetVariant(string Name, string Summary) : Variant(Name, Summary)
{
    /// <summary>What it sets: of a range of the guides the lowest, of alternatives the first.</summary>
    public required IReadOnlyList<PresetValue> Values { get; init; }

    /// <summary>How many pictures it is made for; null where the guides do not say.</summary>
    public PresetImages? Images { get; init; }

    /// <summary>It is made for one character, whose network need not hold much.</summary>
    public bool IsForCharacter { get; init; }
}

/// <summary>An option's value in a preset, of the option's own type.</summary>
/// <param name="Option">The row.</param>
/// <param name="Text">The canonical text.</param>
public sealed record PresetValue(Option Option, string Text)
{
    internal static PresetValue Of<T>(Option<T> option, T value) => new(option, option.Write(value));
}

/// <summary>A number of pictures.</summary>
/// <param name="Min">Fewer are too few for the preset.</param>
/// <param name="Max">As many as the guides name; more do no harm.</param>
public sealed record PresetImages(int Min, int Max);
