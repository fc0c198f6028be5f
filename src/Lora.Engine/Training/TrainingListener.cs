using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Hears a training: tells its progress, keeps its log, writes the LoRA of each kept epoch and of the end.</summary>
internal sealed class TrainingListener(
    StageRequest request, IEvents events, StageOutputs outputs, TrainingLog log,
    Func<int, int, IReadOnlyDictionary<string, string>> metadata, Action betweenSteps) : ITrainingEvents
{
    // an estimate of the whole is worth a line when so many steps, or so many seconds, are behind it
    private const int EstimateAfterSteps = 8;
    private const double EstimateAfterSeconds = 20;

    private readonly Pace _pace = new(TimeProvider.System);
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private int _steps;
    private bool _estimated;

    public void OnResume(IReadOnlyList<TrainingProgress> done)
    {
        foreach (var step in done)
        {
            log.Add(step);
        }
    }

    public void OnStep(TrainingProgress progress)
    {
        log.Add(progress);
        _pace.Add();
        _steps++;
        var left = _pace.SecondsFor(progress.TotalSteps - progress.Step);
        events.Send(new ProgressEvent(Stage.Train, progress.Step, progress.TotalSteps, "steps", progress.AverageLoss, _pace.Rate, left));
        var passed = TimeProvider.System.GetElapsedTime(_start).TotalSeconds;
        if (!_estimated && left is { } time && (_steps >= EstimateAfterSteps || passed >= EstimateAfterSeconds))
        {
            _estimated = true;
            events.Say($"  time: about {Duration.Text(passed + time)} at {ProgressText.Rate(_pace.Rate, "steps")}");
        }

        betweenSteps();
    }

    public void OnSave(int epoch, int step, bool isFinal, AdapterNetwork network)
    {
        var name = isFinal ? $"{request.OutputName}.safetensors" : FormattableString.Invariant($"{request.OutputName}-{epoch:D6}.safetensors");
        var path = new OutputFile(OutputRoot.Out, name, "").In(request.Paths);
        NewFile.Make(path, beside => LoraWriter.Save(
            beside, network, metadata(epoch, step), request.Get(OutputOptions.SavePrecision), request.Get(OutputOptions.SaveFormat)));
        outputs.Add(new OutputFile(OutputRoot.Out, name, Digest.OfFile(path)));
        events.Note(FormattableString.Invariant($"saved {name} after {step} steps"));
    }
}
