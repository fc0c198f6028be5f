using System.Globalization;
using Lora.Project;

namespace Lora.Engine;

/// <summary>The page of a comparison and the pictures that lie beside it; pictures of an earlier comparison are taken away.</summary>
internal sealed class PageFiles(StagePaths paths, StageOutputs outputs)
{
    private static readonly string[] Columns = ["base", "before", "after"];

    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>For people, relative to the project.</summary>
    internal string PageName => Path.GetRelativePath(paths.ProjectDirectory, Path.Combine(paths.OutDirectory, Page)).Replace('\\', '/');

    private string Page => $"{paths.CompareName}.html";

    /// <summary>Writes a prompt's pictures, and names them relative to the page.</summary>
    internal IReadOnlyList<string> Row(byte[,][] pictures, int row) =>
        [.. Columns.Select((column, c) => Write($"{Number(row)}-{column}.png", pictures[c, row]))];

    /// <summary>Writes small pictures of the images that are others than they were.</summary>
    internal IReadOnlyDictionary<ImageItem, string> Thumbnails(DatasetChanges dataset, ComparedSide before, ComparedSide after)
    {
        var names = new Dictionary<ImageItem, string>(ReferenceEqualityComparer.Instance);
        foreach (var (i, change) in dataset.Images.Index())
        {
            // one that stayed is shown once
            if (change.Fate is ImageFate.Edited or ImageFate.Removed && change.Before is { } old && before.ThumbnailOf(old) is { } was)
            {
                names[old] = Write($"image-{Number(i)}-before.jpg", was);
            }

            if (change.After is { } now && after.ThumbnailOf(now) is { } isNow)
            {
                names[now] = Write($"image-{Number(i)}-after.jpg", isNow);
            }
        }

        return names;
    }

    /// <summary>Writes the page, when its pictures lie there.</summary>
    internal void WritePage(string html)
    {
        var folder = Path.Combine(paths.OutDirectory, paths.CompareName);
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        {
            if (!_written.Contains(Path.GetFileName(file)))
            {
                NewFile.TryDelete(file);
            }
        }

        outputs.Write(OutputRoot.Out, Page, html);
    }

    private string Write(string name, byte[] content)
    {
        _written.Add(name);
        outputs.Write(OutputRoot.Out, $"{paths.CompareName}/{name}", content);
        return $"{Uri.EscapeDataString(Path.GetFileName(paths.CompareName))}/{name}";
    }

    private static string Number(int index) => (index + 1).ToString("D2", CultureInfo.InvariantCulture);
}
