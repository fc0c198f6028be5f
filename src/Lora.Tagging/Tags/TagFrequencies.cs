using System.Globalization;

namespace Lora.Tagging;

/// <summary>How often each tag was taken, kohya's frequency_tags.</summary>
public sealed class TagFrequencies
{
    private readonly OrderedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts the tags of one picture.</summary>
    public void Add(IEnumerable<string> tags)
    {
        foreach (var tag in tags)
        {
            _counts[tag] = _counts.GetValueOrDefault(tag) + 1;
        }
    }

    /// <summary>A heading, and a line a tag: the most frequent first, of equals the one that was seen first.</summary>
    public IEnumerable<string> Lines => _counts.OrderByDescending(pair => pair.Value)
        .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}: {pair.Value}")).Prepend("Tag frequencies:");
}
