using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Hears a training: tells its progress, keeps its log, writes each file that is due, and takes those away that are no longer kept.</summary>
internal sealed class TrainingListener(
    StageRequest request, IEvents events, StageOutputs outputs, TrainingLog log, BuildEstimate estimate,
    Func<SavePoint, IReadOnlyDictionary<string, string>> metadata, Action<TrainingProgress> betweenSteps) : ITrainingEvents
{
    private readonly Pace _pace = new(TimeProvider.System);
    private readonly LossWatch _losses = new((rule, problem) => outputs.Report(rule.At(problem, request.Paths.ProjectFile)));

    public void OnResume(IReadOnlyList<TrainingProgress> done)
    {
        foreach (var step in done)
        {
            Keep(step);
        }
    }

    public void OnStep(TrainingProgress progress)
    {
        Keep(progress);
        _pace.Add();
        var left = progress.TotalSteps - progress.Step;
        events.Send(new ProgressEvent(Stage.Train, progress.Step, progress.TotalSteps, "steps", progress.AverageLoss, _pace.Rate, _pace.SecondsFor(left)));
        estimate.OnStep(_pace, left);
        betweenSteps(progress);
        _pace.Resume();
    }

    public void OnSave(SavePoint point, AdapterNetwork network)
    {
        var name = TrainedFiles.NameOf(request, point);
        var path = new OutputFile(OutputRoot.Out, name, "").In(request.Paths);
        NewFile.Make(path, beside => LoraWriter.Save(
            beside, network, metadata(point), request.Get(OutputOptions.SavePrecision), request.Get(OutputOptions.SaveFormat)));
        outputs.Add(new OutputFile(OutputRoot.Out, name, Digest.OfFile(path)));
        events.Note(FormattableString.Invariant($"saved {name} after {point.Step} steps"));
    }

    public void OnReplaced(SavePoint point)
    {
        var file = new OutputFile(OutputRoot.Out, TrainedFiles.NameOf(request, point), "");
        outputs.Remove(file);
        NewFile.TryDelete(file.In(request.Paths));
    }

    private void Keep(TrainingProgress step)
    {
        log.Add(step);
        _losses.Add(step.Loss);
    }
}
