using System.Text.Json;
using Lora.Dataset;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// <c>bin/report/dataset.html</c>: the dataset to look at. One file with all that it needs but the pictures, which lie small beside it. Texts of the user's
/// reach the page as JSON in which nothing can end the element that it stands in, and are only ever set as text.
/// </summary>
internal static class DatasetReport
{
    internal const string FileName = "dataset.html";

    /// <param name="request">Whose dataset.</param>
    /// <param name="pictures">Those that could be decoded.</param>
    /// <param name="groups">Near-duplicates, the best first.</param>
    /// <param name="captions">By an image's index, those that could be read.</param>
    /// <param name="outputs">What was found, and where the page goes.</param>
    internal static void Write(StageRequest request, IReadOnlyList<CheckedPicture> pictures, IReadOnlyList<IReadOnlyList<CheckedPicture>> groups,
        IReadOnlyDictionary<int, TaggedCaption> captions, StageOutputs outputs)
    {
        var byIndex = pictures.ToDictionary(picture => picture.Item.Index);
        var findings = outputs.Findings.Concat(request.Findings).Order().Distinct().ToLookup(finding => finding.File ?? "", StringComparer.Ordinal);
        var folder = Path.Combine(request.Paths.OutDirectory, request.Paths.ReportDirectory);
        var masks = outputs.Files.Where(file => file.Root is OutputRoot.Report).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        ImageItem[] shown = [.. request.Images.Where(image => !image.IsAgain)];
        var again = request.Images.Where(image => image.IsAgain).ToLookup(image => image.Path, StringComparer.Ordinal);
        PageImage[] images = [.. shown.Select(image => Image(image, byIndex.GetValueOrDefault(image.Index),
            captions.GetValueOrDefault(image.Index)?.Text, request, folder,
            [.. FilesOf(image).SelectMany(file => findings[file]).Select(Shown)]) with
            {
                Repeats = image.Repeats + again[image.Path].Sum(other => other.Repeats),
                Also = again.Contains(image.Path)
                    ? [.. again[image.Path].Select(other => Bucket(byIndex.GetValueOrDefault(other.Index))).OfType<int[]>()] : null,
                Mask = masks.Contains(StageFiles.MaskThumbnail(image)) ? StageFiles.MaskThumbnail(image) : null,
            })];
        var files = request.Images.SelectMany(FilesOf).ToHashSet(StringComparer.Ordinal);
        var page = new DatasetPage(Path.GetFileNameWithoutExtension(request.Paths.ProjectFile), Path.GetFileName(request.Paths.BaseModel),
            request.Get(DatasetOptions.Resolution), request.Get(ProjectOptions.Trigger), images,
            [.. groups.Select(group => group.Select(picture => Array.FindIndex(shown, image => image.Index == picture.Item.Index)).ToArray())],
            [.. findings.Where(group => !files.Contains(group.Key)).SelectMany(group => group).Select(Shown)]);
        outputs.Write(OutputRoot.Report, FileName, Html(page));
    }

    private static string[] FilesOf(ImageItem image) =>
        image.MaskPath.Length > 0 ? [image.Path, image.CaptionPath, image.MaskPath] : [image.Path, image.CaptionPath];

    private static PageImage Image(
        ImageItem image, CheckedPicture? picture, string? caption, StageRequest request, string folder, IReadOnlyList<PageFinding> findings)
    {
        var place = picture?.Place;
        return new(image.Name, Link(folder, image.Path), picture is null ? null : StageFiles.Thumbnail(image), picture?.Info.Format ?? "",
            picture?.Info.Width ?? 0, picture?.Info.Height ?? 0, Bucket(picture),
            place is { } box ? Crop(box) : null, Math.Round(place?.CropLoss ?? 0, 4), Math.Round(picture?.Measures.Sharpness ?? 0, 1),
            picture?.Measures.JpegQuality, image.Repeats, caption, Tags(caption, request), findings);
    }

    private static int[]? Bucket(CheckedPicture? picture) => picture?.Place is { } bucket ? [bucket.BucketWidth, bucket.BucketHeight] : null;

    private static double[] Crop(BucketChoice place) =>
    [
        .. ((ReadOnlySpan<double>)
        [
            (double)place.CropLeft / place.ResizedWidth, (double)place.CropTop / place.ResizedHeight,
            (double)place.BucketWidth / place.ResizedWidth, (double)place.BucketHeight / place.ResizedHeight,
        ]).ToArray().Select(share => Math.Round(share, 4)),
    ];

    private static string[] Tags(string? caption, StageRequest request) =>
        [.. (caption ?? "").Split('\n').SelectMany(line => line.Split(request.Get(CaptionOptions.CaptionSeparator), StringSplitOptions.TrimEntries
            | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)];

    private static PageFinding Shown(Finding finding) => new(finding.Code, finding.Severity.ToString().ToLowerInvariant(), finding.Message);

    // a folder on another drive has no relative path
    private static string Link(string folder, string path)
    {
        var relative = Path.GetRelativePath(folder, path);
        return Path.IsPathRooted(relative) ? new Uri(relative).AbsoluteUri
            : string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(part => part == ".." ? part : Uri.EscapeDataString(part)));
    }

    internal static string Html(DatasetPage page)
    {
        // the serializer escapes <, > and & in every text
        var json = JsonSerializer.Serialize(page, DatasetPageJson.Default.DatasetPage);
        var script = HtmlResource.Read("dataset.js");
        return HtmlResource.Page("Dataset", "dataset.css", HtmlResource.Read("dataset.html").TrimEnd('\n').Replace("{script}", script, StringComparison.Ordinal)
            .Replace("{data}", json, StringComparison.Ordinal), script);
    }
}
