namespace Lora.Project;

/// <summary>Says what lies among the pictures and is not read: captions without a picture, captions of pictures that have another, and other files.</summary>
/// <param name="input">The project.</param>
/// <param name="isExtensionChosen">The project says which extension counts, so that a caption of another is left out on purpose.</param>
/// <param name="captions">Tells where captions lie.</param>
/// <param name="report">Told each finding.</param>
internal sealed class StrayCaptions(ProjectInput input, bool isExtensionChosen, CaptionFinder captions, Action<Finding> report)
{
    private const int NamesInAMessage = 3;

    public void Find(IReadOnlyList<ImageFiles> files, IReadOnlyList<ImageItem> images)
    {
        var used = images.Select(image => image.CaptionPath).ToHashSet(StringComparer.Ordinal);
        var unread = new List<(string Name, string Path)>();
        foreach (var each in files)
        {
            foreach (var (name, item) in each.Captions)
            {
                if (used.Add(item.FullPath))
                {
                    unread.Add((name, item.FullPath));
                }
            }
        }

        unread.AddRange(captions.InTree().Where(caption => used.Add(caption.Path)));
        if (unread.Count > 0)
        {
            Say([.. unread.OrderBy(caption => caption.Name, StringComparer.Ordinal)], files, images);
        }

        string[] others = [.. files.SelectMany(each => each.Others).Distinct().Order(StringComparer.Ordinal)];
        if (others.Length > 0)
        {
            report(DatasetDiagnostics.NoPicture.At(others is [var one] ? $"'{one}' is neither a picture nor a caption."
                : $"{others.Length} files are neither pictures nor captions: {First(others)}.", input.ProjectFile));
        }
    }

    /// <summary>The first of some names, and how many more there are.</summary>
    public static string First(IReadOnlyCollection<string> names) => NameList.Quoted(names, NamesInAMessage);

    private void Say((string Name, string Path)[] unread, IReadOnlyList<ImageFiles> files, IReadOnlyList<ImageItem> images)
    {
        // a picture that is not read has been reported, and its caption is no stray
        var owners = files.SelectMany(each => each.Unsupported).SelectMany(finding => captions.Places(finding.File!).Select(place => (place, (ImageItem?)null)))
            .Concat(images.SelectMany(image => captions.Places(image.Path).Select(place => (place, (ImageItem?)image))))
            .DistinctBy(pair => pair.place).ToDictionary(pair => pair.place, pair => pair.Item2, StringComparer.Ordinal);
        string[] strays = [.. unread.Where(caption => !owners.ContainsKey(caption.Path)).Select(caption => caption.Name)];
        if (strays.Length > 0)
        {
            report(DatasetDiagnostics.CaptionWithoutImage.At(strays is [var one] ? $"The caption '{one}' has no picture."
                : $"{strays.Length} captions have no picture: {First(strays)}.", input.ProjectFile));
        }

        string[] second = [.. unread.Where(caption => owners.GetValueOrDefault(caption.Path) is { } image && IsSecond(image, caption.Path))
            .Select(caption => caption.Name)];
        if (second.Length > 0)
        {
            report(DatasetDiagnostics.SecondCaption.At(second is [var one] ? $"The caption '{one}' is not read: its picture has another."
                : $"{second.Length} captions are not read, since their pictures have others: {First(second)}.", input.ProjectFile));
        }
    }

    private bool IsSecond(ImageItem image, string caption) => image.CaptionText is null && image.CaptionSha256.Length > 0
        && !(isExtensionChosen && !Path.GetExtension(caption).Equals(Path.GetExtension(image.CaptionPath), StringComparison.OrdinalIgnoreCase));
}
