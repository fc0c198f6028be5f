using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>Any number of lengths in pixels, parted by semicolons, the largest first. One that stands twice counts twice.</summary>
public sealed class SidesOption : Option<IReadOnlyList<int>>
{
    public SidesOption(string name, string summary)
        : base(name, summary) => Default = [];

    /// <summary>Smallest allowed.</summary>
    public required int Min { get; init; }

    /// <summary>Largest allowed.</summary>
    public required int Max { get; init; }

    /// <summary>All are its multiples.</summary>
    public required int Step { get; init; }

    public override string Range => $"whole numbers parted by ';', each {NumberText.Describe(Min, Max, false, Step)}";

    protected override object? ReadValue(string text)
    {
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int[] sides = [.. parts.Select(part => NumberText.Read(part, Min, Max, false, Step)).OfType<int>().OrderDescending()];
        return sides.Length == parts.Length ? sides : null;
    }

    protected override string Text(IReadOnlyList<int> value) => string.Join(';', value.Select(side => side.ToString(CultureInfo.InvariantCulture)));
}
