using System.Globalization;

namespace Lora.Project;

/// <summary>The names by which people know entries that a key numbers: pictures, prompts.</summary>
internal sealed class EntryNames
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImageItem> _images = new(StringComparer.Ordinal);

    private EntryNames(IReadOnlyList<ImageItem>? images)
    {
        KnowsImages = images is not null;
        // a picture that is trained at several resolutions has one name
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var image in images ?? [])
        {
            var times = seen[image.Name] = seen.GetValueOrDefault(image.Name) + 1;
            Call(image, times == 1 ? image.Name : string.Create(CultureInfo.InvariantCulture, $"{image.Name} ({times})"));
        }
    }

    /// <summary>True where the images are known.</summary>
    internal bool KnowsImages { get; }

    /// <summary>
    /// Those of two lists of images, the earlier under the names of the later where only the name differs; null for an earlier one that is not known.
    /// </summary>
    internal static (EntryNames Earlier, EntryNames Later) Of(IReadOnlyList<ImageItem>? earlier, IReadOnlyList<ImageItem> later)
    {
        if (earlier is null)
        {
            return (new(null), new(null));
        }

        var (before, now) = (new EntryNames(earlier), new EntryNames(later));
        var gone = before._images.Where(image => now.Find(image.Key) is null).ToLookup(image => image.Value.Sha256);
        var renamed = now._images.Where(image => before.Find(image.Key) is null).GroupBy(image => image.Value.Sha256)
            .Where(alike => alike.Count() == 1 && gone[alike.Key].Count() == 1).ToArray();
        foreach (var alike in renamed)
        {
            var (old, image) = gone[alike.Key].Single();
            before._images.Remove(old);
            before.Call(image, alike.Single().Key);
        }

        return (before, now);
    }

    /// <summary>The image of that name; null if there is none.</summary>
    internal ImageItem? Find(string name) => _images.GetValueOrDefault(name);

    /// <summary>The entry under the name.</summary>
    internal KeyEntry Named(KeyEntry entry) =>
        StageKeys.OfImages.Contains(entry.Kind) ? entry with { Name = _names.GetValueOrDefault(entry.Name, $"image {entry.Name}") }
        : entry.Kind is "prompt" or "drawn" && entry.Value.Split('\n') is [var name, _, ..] ? entry with { Name = $"'{name}'" } : entry;

    private void Call(ImageItem image, string name) => (_names[StageKeys.Number(image.Index)], _images[name]) = (name, image);
}
