namespace Lora.Dataset;

/// <summary>Takes out what other tags imply. Of tags that imply each other all stay.</summary>
internal sealed class MergeImplied(TagRelations implications) : ITagRule
{
    public void Apply(TagParts tags)
    {
        var implied = tags.All.SelectMany(tag => implications.ImpliedBy(tag).Where(other => !implications.ImpliedBy(other).Contains(TagSpelling.Common(tag))))
            .ToHashSet(StringComparer.Ordinal);
        tags.Remove(tag => implied.Contains(TagSpelling.Common(tag)));
    }
}
