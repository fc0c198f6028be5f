using System.Net;
using System.Text;
using Lora.Imaging.Charts;
using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// <c>bin/report/training.html</c>: a training to look at, its curves, the pictures along its way, the options in force. One file without a script; only the
/// pictures lie beside it. No time in it: the same training gives the same bytes. Texts of the user's reach it escaped.
/// </summary>
internal static class TrainingReport
{
    internal const string FileName = "training.html";

    private static readonly string[] Colours = ["#204080", "#b05010", "#207040", "#803080"];

    /// <param name="request">Whose training.</param>
    /// <param name="plan">Its arithmetic.</param>
    /// <param name="log">What it reported.</param>
    /// <param name="pictures">Along its way.</param>
    /// <param name="outputs">What was found, and where the page goes.</param>
    internal static void Write(StageRequest request, TrainingPlan plan, TrainingLog log, IReadOnlyList<PicturesAt> pictures, StageOutputs outputs)
    {
        var body = new StringBuilder();
        var each = plan.Phases is [var only]
            ? FormattableString.Invariant($"{only.StepsPerEpoch} an epoch") : FormattableString.Invariant($"in {plan.Phases.Count} phases");
        body.Append($"<h1>{Text(request.OutputName)}</h1>\n")
            .Append(FormattableString.Invariant($"<p>{plan.TotalSteps} steps in {plan.Epochs} epochs, {each}.</p>\n"));
        if (log.Lowest is { } lowest)
        {
            body.Append($"<p class=\"best\">{Text(BestEpoch.Of(request, plan, lowest))}</p>\n");
        }

        Findings(body, outputs.Findings);
        Charts(body, request.OutputName, log);
        Pictures(body, request.Prompts, pictures);
        Options(body, request.Values);
        outputs.Write(OutputRoot.Report, FileName, HtmlResource.Page("Training", "training.css", body.ToString().TrimEnd('\n')));
    }

    private static void Findings(StringBuilder body, IReadOnlyList<Finding> findings)
    {
        if (findings.Count > 0)
        {
            body.Append("<ul class=\"findings\">\n").AppendJoin("", findings.Select(finding => $"<li>{finding.Code}: {Text(finding.Message)}</li>\n"))
                .Append("</ul>\n");
        }
    }

    private static void Charts(StringBuilder body, string name, TrainingLog log)
    {
        LineChart[] charts = [log.Curve(name), .. OfSteps(log)];
        body.Append("<h2>Curves</h2>\n<section class=\"charts\">\n")
            .AppendJoin("", charts.Where(chart => chart.Series.Any(series => series.Points.Count > 0)).Select(chart => $"<figure>\n{chart.ToSvg()}</figure>\n"))
            .Append("</section>\n");
    }

    private static IEnumerable<LineChart> OfSteps(TrainingLog log)
    {
        yield return OfRates("Learning rate", log, rate => rate.Rate);
        yield return OfRates("d x learning rate", log, rate => rate.AdaptedRate);
        // norms, where they are held
        foreach (var figure in log.Steps.SelectMany(step => step.Figures.Select(figure => (figure.Name, X: (double)step.Step, Y: figure.Value)))
            .GroupBy(point => point.Name))
        {
            yield return new(figure.Key, "step", "", [new ChartSeries(figure.Key, [.. figure.Select(point => (point.X, point.Y))], Colours[0])]);
        }
    }

    private static LineChart OfRates(string title, TrainingLog log, Func<GroupRate, double?> valueOf)
    {
        var groups = log.Steps.SelectMany(step => step.Rates.Where(rate => valueOf(rate) is not null)
            .Select(rate => (rate.Group, X: (double)step.Step, Y: valueOf(rate)!.Value))).ToLookup(point => point.Group);
        return new(title, "step", "rate", [.. groups.Select((group, i) =>
            new ChartSeries(group.Key, [.. group.Select(point => (point.X, point.Y))], Colours[i % Colours.Length]))]);
    }

    private static void Pictures(StringBuilder body, IReadOnlyList<PromptItem> prompts, IReadOnlyList<PicturesAt> pictures)
    {
        if (pictures.Count == 0)
        {
            return;
        }

        body.Append("<h2>Samples along the way</h2>\n<div class=\"scroll\">\n<table class=\"pictures\">\n<tr><th></th>")
            .AppendJoin("", pictures.Select(at => $"<th>{Text(at.Name)}</th>")).Append("</tr>\n");
        foreach (var (row, prompt) in prompts.Index())
        {
            body.Append($"<tr><th>{Text(prompt.Get(PromptOptions.Text))}</th>")
                .AppendJoin("", pictures.Select(at => $"<td><img src=\"{at.Files[row]}\" alt=\"{Text(at.Name)}\" loading=\"lazy\"></td>")).Append("</tr>\n");
        }

        body.Append("</table>\n</div>\n");
    }

    // those of the key: another one's value may differ where the page may not
    private static void Options(StringBuilder body, OptionValues values)
    {
        body.Append("<h2>Options in force</h2>\n<table>\n");
        foreach (var option in Stage.Train.Options.Where(option => option.IsKeyed && option.Applies(values) && values.Text(option).Length > 0))
        {
            body.Append($"<tr><th>{option.Name}</th><td>{Text(values.Text(option))}</td></tr>\n");
        }

        body.Append("</table>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>The pictures that were drawn at one moment of a training, a prompt each.</summary>
/// <param name="Name">Of the moment: <c>start</c>, <c>epoch-0005</c>, <c>step-000100</c>.</param>
/// <param name="Files">Relative to the report, with '/', in the prompts' order.</param>
internal sealed record PicturesAt(string Name, IReadOnlyList<string> Files);
