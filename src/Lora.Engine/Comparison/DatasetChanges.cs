using System.Globalization;
using Lora.Dataset;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What became of a dataset between two versions.</summary>
/// <param name="Images">Every picture that differs, by name.</param>
/// <param name="OfAll">Settings that changed alike for all pictures that stayed.</param>
internal sealed record DatasetChanges(IReadOnlyList<ImageChange> Images, IReadOnlyList<ValueChange> OfAll)
{
    // of fewer pictures each says it for itself
    private const int Many = 3;

    internal int Count(ImageFate fate) => Images.Count(image => image.Fate == fate);

    internal int CaptionsAdded => Images.Count(image => image.Caption is { Before: null });

    internal int CaptionsRemoved => Images.Count(image => image.Caption is { After: null });

    internal int CaptionsEdited => Images.Count(image => image.Caption is { Before: not null, After: not null });

    /// <summary>Compares two datasets.</summary>
    internal static DatasetChanges Between(IDataset before, IDataset after)
    {
        var olds = before.Images.ToDictionary(image => image.Name, StringComparer.Ordinal);
        var changes = new List<ImageChange>();
        var fresh = new List<ImageItem>();
        foreach (var image in after.Images)
        {
            if (olds.Remove(image.Name, out var old))
            {
                Add(old.Sha256 == image.Sha256 ? ImageFate.Kept : ImageFate.Edited, old, image);
            }
            else
            {
                fresh.Add(image);
            }
        }

        // in the order of names, where several have the same bytes
        var gone = before.Images.Where(image => olds.ContainsKey(image.Name)).GroupBy(image => image.Sha256)
            .ToDictionary(group => group.Key, group => new Queue<ImageItem>(group), StringComparer.Ordinal);
        foreach (var image in fresh)
        {
            var old = gone.TryGetValue(image.Sha256, out var same) && same.TryDequeue(out var first) ? first : null;
            Add(old is null ? ImageFate.Added : ImageFate.Renamed, old, image);
        }

        foreach (var old in gone.Values.SelectMany(same => same))
        {
            Add(ImageFate.Removed, old, null);
        }

        return Lifted(changes, after.Images.Count - fresh.Count);

        void Add(ImageFate fate, ImageItem? old, ImageItem? image)
        {
            var caption = CaptionChange.Of(old is null ? null : before.CaptionOf(old), image is null ? null : after.CaptionOf(image), before.Form, after.Form);
            ValueChange[] settings = old is null || image is null ? [] : [.. ValueChange.Between(Settings(old), Settings(image))];
            if (fate is not ImageFate.Kept || caption is not null || settings.Length > 0)
            {
                changes.Add(new(fate, old, image, caption, settings));
            }
        }
    }

    private static DatasetChanges Lifted(List<ImageChange> changes, int stayed)
    {
        ValueChange[] ofAll = [.. changes.SelectMany(change => change.Settings).GroupBy(setting => setting)
            .Where(group => stayed >= Many && group.Count() >= stayed).Select(group => group.Key)];
        var rest = changes.Select(change => change with { Settings = [.. change.Settings.Where(setting => !ofAll.Contains(setting))] })
            .Where(change => change.Fate is not ImageFate.Kept || change.Caption is not null || change.Settings.Count > 0);
        return new([.. rest.OrderBy(change => change.Name, StringComparer.Ordinal)], ofAll);
    }

    private static Dictionary<string, string> Settings(ImageItem image) => new(StringComparer.Ordinal)
    {
        ["used for"] = image.IsRegularization ? "regularization" : image.IsValidation ? "validation" : "training",
        [ImageOptions.NumRepeats.Name] = Text(image.Repeats),
        [ImageOptions.Resolutions.Name] = image.Resolution is { } side ? Text(side) : "",
        [ImageOptions.FlipAug.Name] = Text(image.FlipAug),
        [ImageOptions.ColorAug.Name] = Text(image.ColorAug),
        [ImageOptions.RandomCrop.Name] = Text(image.RandomCrop),
        [ImageOptions.FaceCropAugRange.Name] = image.Face?.ToString() ?? "",
        [ImageOptions.AlphaMask.Name] = Text(image.AlphaMask),
        ["mask"] = image.MaskSha256.Length > 8 ? $"{Path.GetFileName(image.MaskPath)} ({image.MaskSha256[..8]})" : "",
        [ImageOptions.LossWeight.Name] = Text(image.LossWeight),
        [ImageOptions.Trigger.Name] = image.Trigger ?? "",
        [ImageOptions.Concept.Name] = image.Concept,
    };

    private static string Text(bool value) => value ? "true" : "false";

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The pictures of one version and their captions.</summary>
internal interface IDataset
{
    /// <summary>Each picture once, in data order.</summary>
    IReadOnlyList<ImageItem> Images { get; }

    /// <summary>How tags stand in the captions.</summary>
    TagForm Form { get; }

    /// <summary>The caption as it is written; null where there is none.</summary>
    string? CaptionOf(ImageItem image);
}
