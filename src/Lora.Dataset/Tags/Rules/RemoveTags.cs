namespace Lora.Dataset;

/// <summary>Takes tags out.</summary>
internal sealed class RemoveTags(IReadOnlyCollection<string> tags) : ITagRule
{
    private readonly TagPattern _pattern = new(tags);

    public void Apply(TagParts tags) => tags.Remove(_pattern.Matches);
}
