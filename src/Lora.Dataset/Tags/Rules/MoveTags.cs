namespace Lora.Dataset;

/// <summary>Puts tags in front of all others or behind them, from wherever they stand.</summary>
internal sealed class MoveTags(IReadOnlyList<string> moved, bool toFront) : ITagRule
{
    public void Apply(TagParts tags)
    {
        tags.Remove(moved.Contains);
        var part = tags.Parts[toFront ? 0 : ^1];
        part.InsertRange(toFront ? 0 : part.Count, moved);
    }
}
