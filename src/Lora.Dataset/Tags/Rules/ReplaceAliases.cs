namespace Lora.Dataset;

/// <summary>Each alias becomes its tag, in the caption's spelling, unless that is there already.</summary>
internal sealed class ReplaceAliases(TagRelations aliases) : ITagRule
{
    public void Apply(TagParts tags)
    {
        var spelling = TagSpelling.Of(tags.All);
        var there = tags.All.Where(tag => aliases.TagOf(tag) is null).Select(TagSpelling.Common).ToHashSet(StringComparer.Ordinal);
        foreach (var part in tags.Parts)
        {
            for (var i = 0; i < part.Count; i++)
            {
                if (aliases.TagOf(part[i]) is not { } tag)
                {
                    continue;
                }

                if (there.Add(TagSpelling.Common(tag)))
                {
                    part[i] = spelling.Spell(tag);
                }
                else
                {
                    part.RemoveAt(i--);
                }
            }
        }
    }
}
