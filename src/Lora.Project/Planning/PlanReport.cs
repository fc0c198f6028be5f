using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// What a build would do, for people (<c>-t:ShowPlan</c>): the options and who set them, the steps and where their number comes from, the stages.
/// </summary>
/// <param name="plan">What would be built.</param>
/// <param name="isWrong">There are errors in the project: nothing runs after Validate.</param>
public sealed class PlanReport(BuildPlan plan, bool isWrong)
{
    private const int WidestColumn = 40;

    /// <summary>Line by line.</summary>
    public IEnumerable<string> Lines() => [plan.Title, .. OptionLines(), .. DataLines(), .. StageLines()];

    private IEnumerable<string> OptionLines()
    {
        string[][] rows = [["option", "value", "default", "set by"], .. Options.All.Select(Row)];
        int[] widths = [.. Enumerable.Range(0, 3).Select(column => rows.Max(row => row[column].Length <= WidestColumn ? row[column].Length : 0))];
        return rows.Select(row => ("  " + string.Concat(widths.Select((width, column) => row[column].PadRight(width) + "  ")) + row[^1]).TrimEnd());
    }

    private string[] Row(Option option)
    {
        var value = plan.Options.Text(option);
        return [option.Name, value.Length > 0 ? value : "-", option.DefaultText.Length > 0 ? option.DefaultText : "-", SetBy(option)];
    }

    private string SetBy(Option option)
    {
        if (plan.Layers.Saying(option).ToArray() is not [var first, .. var others])
        {
            return "";
        }

        var wrong = plan.Options.IsWrong(option) ? $", which says {option.Shown(first.Find(option)!)}: no value, the default stands in" : "";
        var hidden = plan.Layers.PlaceBehind(option) is { } behind ? $"; {OptionLayer.ProjectFile} {Show(behind)} does not count" : "";
        return $"{first.Name}{Behind(first.PlaceOf(option))}{wrong}{hidden}"
            + string.Concat(others.Select(other => $"; {other.Name}{Behind(other.PlaceOf(option))} says {option.Shown(other.Find(option)!)}"));
    }

    private IEnumerable<string> DataLines()
    {
        ImageItem[] trained = [.. plan.Images.Where(image => !image.IsValidation)];
        var parts = trained.GroupBy(image => (image.IsRegularization, image.Repeats)).OrderBy(group => group.Key)
            .Select(group => Text($"{group.Count()} x {group.Key.Repeats}{(group.Key.IsRegularization ? " (regularization)" : "")}")).ToArray();
        var samples = trained.Sum(image => (long)image.Repeats);
        var regularization = plan.Images.Count(image => image is { IsRegularization: true, IsAgain: false });
        var pictures = trained.Where(image => !image.IsRegularization).ToArray();
        var also = regularization > 0 ? Text($", regularization images: {regularization}") : "";
        var held = plan.Images.Count(image => image is { IsValidation: true, IsAgain: false });
        also = MultiResolution.InWords(pictures, plan.Options) + also + (held > 0 ? Text($", kept out for validation: {held}") : "");
        yield return Text($"Images: {pictures.Count(image => !image.IsAgain)}{also}, prompts: {plan.Prompts.Count}");
        if (plan.Length() is not { } run)
        {
            yield break;
        }

        yield return $"Samples an epoch (images x repeats): {string.Join(" + ", parts)} = {samples.ToString(CultureInfo.InvariantCulture)}";
        foreach (var phase in plan.TrainPhases)
        {
            yield return PhaseLine(phase);
        }

        if (plan.TrainPhases.Count > 0)
        {
            yield break;
        }

        var (batch, accumulation) = (plan.Options.Get(RunOptions.TrainBatchSize), plan.Options.Get(RunOptions.GradientAccumulationSteps));
        var accumulated = accumulation > 1 ? Text($" / {accumulation} accumulated") : "";
        yield return Text($"Steps: {samples} samples / batch {batch}{accumulated} = {run.StepsPerEpoch} an epoch; ")
            + Text($"{run.Epochs} {(run.Epochs == 1 ? "epoch" : "epochs")}, {run.TotalSteps} steps, ended by {run.EndedBy} {plan.Options.Text(run.EndedBy)}");
        if (plan.Options.Get(DatasetOptions.EnableBucket) && batch > 1)
        {
            yield return "  (pictures in one bucket; each further bucket adds at most one step an epoch, for a last batch that is not full)";
        }
    }

    private string PhaseLine(TrainPhaseItem phase)
    {
        var shown = phase.Images.ToHashSet();
        var samples = plan.Images.Where(image => shown.Contains(image.Index)).Sum(image => image.Repeats);
        var run = plan.Length(phase)!;
        return Text($"Phase '{phase.Name}': {phase.Images.Count} images, {samples} samples, {run.StepsPerEpoch} steps an epoch; {run.TotalSteps} steps, ")
            + Text($"ended by {run.EndedBy} {phase.Values.Text(run.EndedBy)}; {phase.Values.LrSchedule}, ")
            + Text($"UnetLr {phase.Values.Get(RateOptions.UnetLr)}, TextEncoderLr {phase.Values.Get(RateOptions.TextEncoderLr)}");
    }

    private IEnumerable<string> StageLines()
    {
        yield return plan.ToFetch is { } download ? $"Stages, after the base model {download.Name} has been fetched:" : "Stages:";
        foreach (var stage in Stage.All)
        {
            yield return $"  {stage.Name.PadRight(Stage.All.Max(one => one.Name.Length))}  {Fate(stage)}";
        }
    }

    private string Fate(Stage stage) => !plan.Runs(stage) ? "has nothing to do in this project"
        : isWrong && stage != Stage.Validate ? "does not run before the errors are mended"
        : !isWrong && plan.ToFetch is null && File.Exists(new StageFiles(plan.Paths, stage).Result) ? "is up to date"
        : stage == Stage.Validate ? "runs" : "runs, or is taken from the store";

    private string Behind(SourcePlace place) => place.Line > 0 ? $" {Show(place)}" : "";

    private string Show(SourcePlace place)
    {
        var file = Path.GetRelativePath(plan.Paths.ProjectDirectory, place.File).Replace('\\', '/');
        return place.Line > 0 ? Text($"{file}({place.Line})") : file;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
