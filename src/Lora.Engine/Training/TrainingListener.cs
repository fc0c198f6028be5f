using System.Diagnostics;
using Lora.Project;
using Lora.Tensors;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Hears a training: tells its progress, keeps its log, writes the LoRA of each kept epoch and of the end.</summary>
internal sealed class TrainingListener(
    StageRequest request, IEvents events, StageOutputs outputs, TrainingLog log,
    Func<int, int, IReadOnlyDictionary<string, string>> metadata, DType precision) : ITrainingEvents
{
    // the first steps compile code and fill caches: the rate is measured behind them
    private const int WarmUp = 3;

    private readonly long _start = Stopwatch.GetTimestamp();
    private long _warm;
    private bool _estimated;

    public void OnStep(TrainingProgress progress)
    {
        log.Add(progress);
        var now = Stopwatch.GetTimestamp();
        if (progress.Step <= WarmUp)
        {
            _warm = now;
        }

        var (from, steps) = progress.Step > WarmUp ? (_warm, progress.Step - WarmUp) : (_start, progress.Step);
        var seconds = Stopwatch.GetElapsedTime(from, now).TotalSeconds;
        var rate = seconds > 0 ? steps / seconds : 0;
        double? left = rate > 0 ? (progress.TotalSteps - progress.Step) / rate : null;
        events.Send(new ProgressEvent(Stage.Train, progress.Step, progress.TotalSteps, "steps", progress.AverageLoss, rate, left));
        if (!_estimated && left is { } time && progress.Step >= WarmUp + 5)
        {
            _estimated = true;
            var whole = time + Stopwatch.GetElapsedTime(_start, now).TotalSeconds;
            events.Say(FormattableString.Invariant($"  time: about {Duration.Text(whole)} at {rate:0.0} steps a second"));
        }
    }

    public void OnSave(int epoch, int step, bool isFinal, LoraNetwork network)
    {
        var name = isFinal ? $"{request.OutputName}.safetensors" : FormattableString.Invariant($"{request.OutputName}-{epoch:D6}.safetensors");
        var path = new OutputFile(OutputRoot.Out, name, "").In(request.Paths);
        NewFile.Make(path, beside => LoraWriter.Save(beside, network, metadata(epoch, step), precision));
        using var file = File.OpenRead(path);
        outputs.Add(new OutputFile(OutputRoot.Out, name, Digest.Of(file)));
        events.Note(FormattableString.Invariant($"saved {name} after {step} steps"));
    }
}
