using System.Globalization;

namespace Lora.Project;

/// <summary>The names by which people know entries that a key numbers: pictures, prompts.</summary>
internal sealed class EntryNames
{
    private readonly Dictionary<string, string> _images;

    private EntryNames(Dictionary<string, string> images) => _images = images;

    /// <summary>
    /// Those of two lists of images, the earlier under the names of the later where only the name differs; null for an earlier one that is not known.
    /// </summary>
    internal static (EntryNames Earlier, EntryNames Later) Of(IReadOnlyList<ImageItem>? earlier, IReadOnlyList<ImageItem> later)
    {
        if (earlier is null)
        {
            return (new([]), new([]));
        }

        var (before, now) = (Names(earlier), Names(later));
        var gone = earlier.Where(image => !now.ContainsValue(before[Number(image.Index)])).ToLookup(image => image.Sha256);
        var renamed = later.Where(image => !before.ContainsValue(now[Number(image.Index)])).GroupBy(image => image.Sha256)
            .Where(alike => alike.Count() == 1 && gone[alike.Key].Count() == 1);
        foreach (var image in renamed.Select(alike => alike.Single()))
        {
            before[Number(gone[image.Sha256].Single().Index)] = now[Number(image.Index)];
        }

        return (new(before), new(now));
    }

    /// <summary>All of the images; empty where they are not known.</summary>
    internal IReadOnlyCollection<string> Images => _images.Values;

    /// <summary>The number of an image; null where its name is not known.</summary>
    internal string? NumberOf(string image) => _images.FirstOrDefault(pair => pair.Value == image).Key;

    /// <summary>The entry under the name.</summary>
    internal KeyEntry Named(KeyEntry entry) =>
        StageKeys.OfImages.Contains(entry.Kind) ? entry with { Name = _images.GetValueOrDefault(entry.Name, $"image {entry.Name}") }
        : entry.Kind is "prompt" or "drawn" && entry.Value.Split('\n') is [var name, _, ..] ? entry with { Name = $"'{name}'" } : entry;

    // a picture that is trained at several resolutions has one name
    private static Dictionary<string, string> Names(IReadOnlyList<ImageItem> images)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var image in images)
        {
            var times = seen[image.Name] = seen.GetValueOrDefault(image.Name) + 1;
            names[Number(image.Index)] = times == 1 ? image.Name : string.Create(CultureInfo.InvariantCulture, $"{image.Name} ({times})");
        }

        return names;
    }

    private static string Number(int index) => StageKeys.Number(index);
}
