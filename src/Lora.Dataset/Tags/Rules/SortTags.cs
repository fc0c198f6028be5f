namespace Lora.Dataset;

/// <summary>Puts the free tags in the order of their characters.</summary>
internal sealed class SortTags : ITagRule
{
    public void Apply(TagParts tags) => tags.Free.Sort(StringComparer.Ordinal);
}
