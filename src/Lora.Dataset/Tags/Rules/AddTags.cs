namespace Lora.Dataset;

/// <summary>Puts those of some tags that are missing behind the free ones.</summary>
internal sealed class AddTags(IReadOnlyList<string> added) : ITagRule
{
    public void Apply(TagParts tags) => tags.Free.AddRange(added.Except(tags.All, StringComparer.Ordinal).ToList());
}
