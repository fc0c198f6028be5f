namespace Lora.Dataset;

/// <summary>Puts tags in the place of the first of others that stands there; the rest of those goes. What is there already is not put there again.</summary>
internal sealed class ReplaceTags(IReadOnlyCollection<string> tags, IReadOnlyList<string> with) : ITagRule
{
    private readonly TagPattern _pattern = new(tags);

    public void Apply(TagParts tags)
    {
        var others = tags.All.Where(tag => !_pattern.Matches(tag)).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<string> pending = [.. with.Where(tag => !others.Contains(tag))];
        foreach (var part in tags.Parts)
        {
            if (part.FindIndex(_pattern.Matches) is >= 0 and var first)
            {
                part.RemoveAll(_pattern.Matches);
                part.InsertRange(first, pending);
                pending = [];
            }
        }
    }
}
