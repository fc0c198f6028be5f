using System.Collections.Concurrent;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// Finds the masks of pictures: in the folder that is said for a picture the picture of its name, whatever its format. Source: sd-scripts,
/// train_util.ControlNetDataset, which wants one for every picture. Safe for threads.
/// </summary>
internal sealed class MaskFinder(ProjectInput input, OptionValues project, Action<Finding> report)
{
    private readonly ConcurrentDictionary<string, ILookup<string, string>> _folders = new(StringComparer.Ordinal);
    private readonly bool _isUsed = project.Get(DatasetOptions.MaskedLoss);
    private volatile bool _isNamed;

    /// <summary>The mask's absolute path; empty, with a finding where there should be one.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="folder">As it is written; empty: the picture has no mask.</param>
    public string Find(ImageItem image, string folder)
    {
        if (!_isUsed || folder.Length == 0)
        {
            _isNamed |= folder.Length > 0;
            return "";
        }

        var path = Path.TrimEndingDirectorySeparator(input.Resolve(folder));
        var name = Path.GetFileNameWithoutExtension(image.Path);
        string[] masks = [.. Masks(path)[name]];
        if (masks.Length != 1)
        {
            report(DatasetDiagnostics.MaskMissing.At(!Directory.Exists(path) ? $"There is no folder '{folder}'."
                : masks.Length == 0 ? $"'{image.Name}' has no mask '{name}' in '{folder}'."
                : $"'{image.Name}' has several masks: {string.Join(", ", masks.Select(Path.GetFileName))}.", Directory.Exists(path) ? image.Path : path));
        }

        return masks is [var mask] ? mask : "";
    }

    /// <summary>Says where masks are asked for that nothing uses, or used that nobody names.</summary>
    public void CheckUse(IReadOnlyList<ImageItem> images)
    {
        if (!_isUsed && _isNamed)
        {
            report(DatasetDiagnostics.MasksNotUsed.At("ConditioningDataDir is set, and MaskedLoss is false.", input.ProjectFile));
        }
        else if (_isUsed && project.Get(DatasetOptions.ConditioningDataDir).Length == 0
            && !images.Any(image => image.MaskPath.Length > 0 || image.AlphaMask))
        {
            report(DatasetDiagnostics.MasksNotUsed.At("MaskedLoss is true, and no picture has a mask.", input.ProjectFile));
        }
    }

    private ILookup<string, string> Masks(string folder) => _folders.GetOrAdd(folder, path =>
        (Directory.Exists(path) ? Directory.EnumerateFiles(path) : [])
        .Where(file => ImageFormats.OfExtension(Path.GetExtension(file)) is { IsRead: true } && !Path.GetFileName(file).StartsWith('.'))
        .Order(StringComparer.Ordinal).ToLookup(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal));
}
