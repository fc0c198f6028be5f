namespace Lora.Dataset;

/// <summary>Takes tags out where one stands that says the same more exactly.</summary>
internal sealed class MergeTags(IReadOnlyCollection<string> tags, IReadOnlyList<string> into) : ITagRule
{
    private readonly TagPattern _pattern = new(tags);

    public void Apply(TagParts tags)
    {
        if (tags.All.Any(into.Contains))
        {
            tags.Remove(tag => _pattern.Matches(tag) && !into.Contains(tag));
        }
    }
}
