using System.Net;
using System.Text;
using Lora.Project;
using Lora.Training;

namespace Lora.Engine;

/// <summary>
/// <c>bin/compare.html</c>: two versions side by side. One file without a script; only the pictures lie beside it. No time and no folder in it: the same two
/// versions give the same bytes. Texts of the user's reach it escaped.
/// </summary>
internal static class ComparisonPage
{
    private const int MostTags = 60;
    private const int MostLayers = 20;

    internal static string Html(VersionComparison compared)
    {
        var body = new StringBuilder();
        body.Append($"<h1>{Text(compared.Title)}</h1>\n");
        if (compared.Dataset is { } dataset)
        {
            body.Append($"<p>Images: {Text(ComparisonText.Counts(dataset))}; parameters changed: {compared.Parameters.Count}</p>\n");
        }

        body.Append($"<p>Weights: {Text(compared.IsSameLora ? "the same file" : ComparisonText.Sum(compared.Weights.Whole))}</p>\n");
        body.AppendJoin("", compared.Notes.Select(note => $"<p class=\"note\">{Text(note)}</p>\n"));
        Pictures(body, compared);
        Dataset(body, compared);
        Values(body, "Parameters", compared.Parameters, compared);
        Values(body, "Captions with each tag", [.. (compared.Tags ?? []).Take(MostTags)], compared, (compared.Tags?.Count ?? 0) - MostTags);
        Weights(body, compared);
        return HtmlResource.Page("Comparison", "compare.css", body.ToString().TrimEnd('\n'));
    }

    private static void Pictures(StringBuilder body, VersionComparison compared)
    {
        if (compared.Pictures.Count == 0)
        {
            return;
        }

        body.Append("<h2>Prompts</h2>\n<div class=\"scroll\">\n<table class=\"pictures\">\n<tr><th></th>")
            .AppendJoin("", compared.Columns.Select(column => $"<th>{Text(column)}</th>")).Append("</tr>\n");
        foreach (var row in compared.Pictures)
        {
            body.Append($"<tr><th>{Text(row.Prompt)}<br><small>{Text(row.Settings)}</small></th>")
                .AppendJoin("", row.Files.Zip(compared.Columns, (file, column) => $"<td><img src=\"{file}\" alt=\"{Text(column)}\" loading=\"lazy\"></td>"))
                .Append("</tr>\n");
        }

        body.Append("</table>\n</div>\n");
    }

    private static void Dataset(StringBuilder body, VersionComparison compared)
    {
        if (compared.Dataset is not { } dataset)
        {
            return;
        }

        body.Append("<h2>Images and captions</h2>\n");
        body.AppendJoin("", dataset.OfAll.Select(setting => $"<p>All images: {Text(setting.ToString())}</p>\n"));
        if (dataset.Images.Count == 0)
        {
            body.Append("<p>None differs.</p>\n");
            return;
        }

        body.Append("<table class=\"images\">\n");
        foreach (var change in dataset.Images)
        {
            ImageItem?[] shown = [change.Before, change.After];
            body.Append($"<tr class=\"{change.Fate.ToString().ToLowerInvariant()}\"><td>")
                .AppendJoin("", shown.OfType<ImageItem>().Where(compared.Thumbnails.ContainsKey)
                    .Select(image => $"<img src=\"{compared.Thumbnails[image]}\" alt=\"\" loading=\"lazy\">"))
                .Append($"</td><td><b>{Text(change.Name)}</b> {Text(Words(change))}");
            if (change.Caption is { } caption)
            {
                body.Append("<div class=\"caption\">").Append(Marked(caption)).Append("</div>");
            }

            body.AppendJoin("", change.Settings.Select(setting => $"<div>{Text(setting.ToString())}</div>")).Append("</td></tr>\n");
        }

        body.Append("</table>\n");
    }

    private static string Words(ImageChange change) => change.Fate switch
    {
        ImageFate.Added => "added",
        ImageFate.Removed => "removed",
        ImageFate.Edited => "edited",
        ImageFate.Renamed => $"renamed, was {change.Before!.Name}",
        _ => change.Caption is null ? "" : "caption edited",
    };

    private static string Marked(CaptionChange caption)
    {
        var text = new StringBuilder();
        var isFirst = true;
        foreach (var piece in caption.Pieces)
        {
            if (piece.Text == "\n")
            {
                text.Append('\n');
                isFirst = true;
                continue;
            }

            text.Append(isFirst ? "" : Text(caption.Separator)).Append(piece.Kind switch
            {
                PieceKind.Added => $"<ins>{Text(piece.Text)}</ins>",
                PieceKind.Removed => $"<del>{Text(piece.Text)}</del>",
                _ => Text(piece.Text),
            });
            isFirst = false;
        }

        return text.ToString();
    }

    private static void Values(StringBuilder body, string title, IReadOnlyList<ValueChange> changes, VersionComparison compared, int left = 0)
    {
        if (changes.Count == 0)
        {
            return;
        }

        body.Append($"<h2>{Text(title)}</h2>\n<table>\n<tr><th></th><th>{Text(compared.Before.Name)}</th><th>{Text(compared.After.Name)}</th></tr>\n");
        foreach (var change in changes)
        {
            body.Append($"<tr><th>{Text(change.Name)}</th>{Cell(change.Before)}{Cell(change.After)}</tr>\n");
        }

        body.Append("</table>\n").Append(left > 0 ? FormattableString.Invariant($"<p>and {left} more</p>\n") : "");
    }

    private static void Weights(StringBuilder body, VersionComparison compared)
    {
        if (compared.IsSameLora)
        {
            return;
        }

        body.Append("<h2>Weights</h2>\n<p>Similarity is the cosine between the two changes of the base model: 1 where they point the same way, 0 where they "
            + "have nothing in common. Difference is the norm of what must be added to the first to get the second.</p>\n");
        Layers(body, "By block", compared.Weights.Blocks);
        Layers(body, "Layers that changed most", [.. compared.Weights.Layers.Where(layer => layer.Difference > 0).OrderByDescending(layer => layer.Difference)
            .ThenBy(layer => layer.Name, StringComparer.Ordinal).Take(MostLayers)]);
    }

    private static void Layers(StringBuilder body, string title, IReadOnlyList<LayerChange> layers)
    {
        string[] heads = ["", "similarity", "norm before", "norm after", "difference", "before", "after"];
        body.Append($"<h3>{title}</h3>\n<table>\n<tr>").AppendJoin("", heads.Select(head => $"<th>{head}</th>")).Append("</tr>\n");
        foreach (var layer in layers)
        {
            double?[] numbers = [layer.Similarity, layer.NormBefore, layer.NormAfter, layer.Difference];
            body.Append($"<tr><th>{Text(layer.Name)}</th>").AppendJoin("", numbers.Select(number => $"<td>{ComparisonText.Number(number)}</td>"))
                .Append($"{Cell(layer.Before)}{Cell(layer.After)}</tr>\n");
        }

        body.Append("</table>\n");
    }

    private static string Cell(string value) => $"<td>{Text(ValueChange.Shown(value))}</td>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
