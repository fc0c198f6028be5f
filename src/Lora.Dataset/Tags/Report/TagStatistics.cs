namespace Lora.Dataset;

/// <summary>How often a tag stands in the captions.</summary>
/// <param name="Tag">As it is trained.</param>
/// <param name="Pictures">How many pictures have it, 1 or more.</param>
public sealed record TagCount(string Tag, int Pictures);

/// <summary>What the tags of a project's captions show, as they are trained: rules applied, trigger first.</summary>
public sealed class TagStatistics
{
    /// <param name="captions">
    /// The tags of each picture, none for a caption of sentences, which does not count; and its trigger, which stands there on purpose and is left out.
    /// </param>
    public TagStatistics(IEnumerable<(IReadOnlyList<string> Tags, string Trigger)> captions)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (tags, trigger) in captions.Where(caption => caption.Tags.Count > 0))
        {
            Pictures++;
            foreach (var tag in tags.Where(tag => tag != trigger).Distinct(StringComparer.Ordinal))
            {
                counts[tag] = counts.GetValueOrDefault(tag) + 1;
            }
        }

        Tags = [.. counts.Select(pair => new TagCount(pair.Key, pair.Value)).OrderByDescending(count => count.Pictures)
            .ThenBy(count => count.Tag, StringComparer.Ordinal)];
    }

    /// <summary>Pictures whose captions are tags.</summary>
    public int Pictures { get; }

    /// <summary>Every tag, the most frequent first; of equal ones in the order of their characters.</summary>
    public IReadOnlyList<TagCount> Tags { get; }

    /// <summary>On every picture: the trigger absorbs what they mean.</summary>
    public IReadOnlyList<string> OnEvery => [.. Tags.Where(count => count.Pictures == Pictures).Select(count => count.Tag)];

    /// <summary>On one picture alone.</summary>
    public IReadOnlyList<string> Once => [.. Tags.Where(count => count.Pictures == 1).Select(count => count.Tag)];
}
