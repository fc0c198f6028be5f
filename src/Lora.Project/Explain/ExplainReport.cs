using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// What a build would run and why, for people (<c>-t:Explain</c>): the stages, what has changed of each, and how long it takes by its last run.
/// </summary>
/// <param name="plan">What would be built.</param>
/// <param name="keys">Of all its stages.</param>
/// <param name="isWrong">There are errors in the project: nothing runs after Validate.</param>
public sealed class ExplainReport(BuildPlan plan, IReadOnlyDictionary<Stage, KeyFile> keys, bool isWrong)
{
    private const int MostLines = 20;

    private static readonly int NameWidth = Stage.All.Max(stage => stage.Name.Length);

    private double _seconds;
    private int _known;
    private int _unknown;

    /// <summary>Line by line.</summary>
    public IEnumerable<string> Lines()
    {
        yield return plan.Title;
        foreach (var stage in Stage.All)
        {
            var fate = Fate(stage, out var why);
            yield return $"  {stage.Name.PadRight(NameWidth)}  {fate}";
            foreach (var line in why.Take(why.Count > MostLines ? MostLines - 1 : MostLines))
            {
                yield return $"    {line}";
            }

            if (why.Count > MostLines)
            {
                yield return Text($"    and {why.Count - MostLines + 1} more changes");
            }
        }

        yield return Total;
    }

    private string Total => (_known, _unknown) switch
    {
        (0, 0) => "Nothing runs.",
        (_, 0) => $"About {Duration.Text(_seconds)} in all, by the last runs here.",
        (0, _) => "How long it takes is not known.",
        _ => $"About {Duration.Text(_seconds)}, and what has not run here before.",
    };

    private string Fate(Stage stage, out IReadOnlyList<string> why)
    {
        why = [];
        if (!plan.Runs(stage))
        {
            return "has nothing to do in this project";
        }

        if (isWrong && stage != Stage.Validate)
        {
            return "does not run before the errors are mended";
        }

        if (plan.ToFetch is { } download && ReadsModel(stage))
        {
            _unknown++;
            return $"cannot be foreseen before the base model {download.Name} has been fetched";
        }

        var files = new StageFiles(plan.Paths, stage);
        if (!isWrong && files.Standing(keys[stage]) is not null)
        {
            return "is up to date";
        }

        why = StageChanges.Of(plan, keys[stage], withTexts: true);
        if (plan.HasStored(keys[stage]))
        {
            return "is taken from the store";
        }

        if (why.Count == 0 && !isWrong)
        {
            why = [File.Exists(files.Last) ? "its last run did not end, or what it made was removed" : "it has made nothing here yet"];
        }

        var outlook = stage == Stage.Train && !isWrong ? TrainOutlook.Of(plan, keys[stage]) : new(0, null);
        if (outlook.Anew is { } reason)
        {
            why = [.. why, $"it begins anew, since {reason}"];
        }

        if (outlook.From > 0)
        {
            return Text($"goes on from step {outlook.From}; {Time(stage, files, outlook.From)}");
        }

        var mayBeFar = stage.IsStored && StoreSettings.Of(plan.Options) is { Remote.Length: > 0, Mode: not RemoteCacheMode.Write };
        return $"{(mayBeFar ? "runs, unless the remote cache has it" : "runs")}; {Time(stage, files, 0)}";
    }

    private string Time(Stage stage, StageFiles files, int done)
    {
        if (!File.Exists(files.Took) || StageTime.Read(File.ReadAllText(files.Took)) is not { } last)
        {
            _unknown++;
            return "how long is not known: it has not run here before";
        }

        _known++;
        if (stage != Stage.Train || last.Steps == 0 || plan.Steps - done is not { } steps || steps == last.Steps)
        {
            _seconds += last.Seconds;
            return $"{Duration.Text(last.Seconds)} the last time";
        }

        var seconds = last.Seconds / last.Steps * steps;
        _seconds += seconds;
        return Text($"about {Duration.Text(seconds)} for {steps} steps: {last.Steps} took {Duration.Text(last.Seconds)} the last time");
    }

    private static bool ReadsModel(Stage stage) => stage.ModelParts.Count > 0 || stage.Upstream.Any(ReadsModel);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
