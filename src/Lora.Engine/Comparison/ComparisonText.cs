using System.Globalization;
using Lora.Training;

namespace Lora.Engine;

/// <summary>A comparison in a few lines, for the console; all of it is on the page.</summary>
internal static class ComparisonText
{
    private const int Most = 10;
    private const int MostTags = 8;
    private const int MostLayers = 3;
    private const int Widest = 150;

    internal static IEnumerable<string> Lines(VersionComparison compared, string page)
    {
        yield return compared.Title;
        foreach (var line in Dataset(compared).Concat(Parameters(compared)).Concat(Weights(compared)).Concat(compared.Notes))
        {
            yield return $"  {(line.Length > Widest && line[0] == ' ' ? line[..Widest] + "..." : line)}";
        }

        yield return compared.Pictures.Count > 0
            ? $"  Page: {page}, with {CaptionPreview.Count(compared.Pictures.Count, "prompt")} drawn with both" : $"  Page: {page}";
    }

    private static IEnumerable<string> Dataset(VersionComparison compared)
    {
        if (compared.Dataset is { } dataset)
        {
            yield return $"Images: {Counts(dataset)}";
            foreach (var line in Some(dataset.OfAll.Select(setting => $"all: {setting}").Concat(dataset.Images.Select(Line)), Most))
            {
                yield return line;
            }
        }

        if (compared.Tags is { Count: > 0 } tags)
        {
            yield return $"Captions with each tag: {string.Join(", ", tags.Take(MostTags).Select(tag => $"{tag.Name} {tag.Before} -> {tag.After}"))}"
                + (tags.Count > MostTags ? FormattableString.Invariant($" and {tags.Count - MostTags} more") : "");
        }
    }

    internal static string Counts(DatasetChanges dataset) => FormattableString.Invariant(
        $"+{dataset.Count(ImageFate.Added)} -{dataset.Count(ImageFate.Removed)} ~{dataset.Count(ImageFate.Edited)}")
        + (dataset.Count(ImageFate.Renamed) is > 0 and var renamed ? FormattableString.Invariant($", {renamed} renamed") : "")
        + FormattableString.Invariant($"; captions: +{dataset.CaptionsAdded} -{dataset.CaptionsRemoved} ~{dataset.CaptionsEdited}");

    private static string Line(ImageChange change)
    {
        var (mark, what) = change.Fate switch
        {
            ImageFate.Added => ("+", ""),
            ImageFate.Removed => ("-", ""),
            ImageFate.Edited => ("~", "other picture"),
            ImageFate.Renamed => ("~", $"was {change.Before!.Name}"),
            _ => ("~", ""),
        };
        string[] parts = [what, change is { Caption: { } caption, Before: not null, After: not null } ? $"caption {caption.Words()}" : "",
            .. change.Settings.Select(setting => setting.ToString())];
        var said = string.Join("; ", parts.Where(part => part.Length > 0));
        return $"{mark} {change.Name}{(said.Length > 0 ? $": {said}" : "")}";
    }

    private static IEnumerable<string> Parameters(VersionComparison compared)
    {
        yield return FormattableString.Invariant($"Parameters: {(compared.Parameters.Count == 0 ? "the same" : $"{compared.Parameters.Count} changed")}");
        foreach (var line in Some(compared.Parameters.Select(change => change.ToString()), Most))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Weights(VersionComparison compared)
    {
        if (compared.IsSameLora)
        {
            yield return "Weights: the same file";
            yield break;
        }

        var whole = compared.Weights.Whole;
        yield return $"Weights: {Sum(whole)}{(whole.Before == whole.After ? "" : $"; {ValueChange.Shown(whole.Before)} -> {ValueChange.Shown(whole.After)}")}";
        var most = compared.Weights.Layers.Where(layer => layer.Difference > 0).OrderByDescending(layer => layer.Difference)
            .ThenBy(layer => layer.Name, StringComparer.Ordinal).Take(MostLayers);
        foreach (var layer in most)
        {
            yield return $"  {layer.Name}: {Sum(layer)}";
        }
    }

    /// <summary>How alike two changes are, in one line.</summary>
    internal static string Sum(LayerChange change) =>
        $"similarity {Number(change.Similarity)}, norm {Number(change.NormBefore)} -> {Number(change.NormAfter)}, difference {Number(change.Difference)}";

    /// <summary>Four digits; a dash where it is not known.</summary>
    internal static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";

    private static IEnumerable<string> Some(IEnumerable<string> lines, int shown)
    {
        string[] all = [.. lines];
        return all.Take(shown).Concat(all.Length > shown ? [FormattableString.Invariant($"and {all.Length - shown} more")] : []).Select(line => $"  {line}");
    }
}
