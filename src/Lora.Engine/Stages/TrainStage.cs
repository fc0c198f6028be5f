using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Latents and captions to the LoRA: <c>bin/NAME.safetensors</c>, <c>bin/NAME-000005.safetensors</c> of each kept epoch, the training log as JSON lines and the
/// loss curve as SVG. A build with the same key gets all of them from the store and trains nothing; a training that was stopped goes on where it was.
/// </summary>
internal sealed class TrainStage : EngineStage
{
    internal override Stage Row => Stage.Train;

    internal override void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave)
    {
        var data = new TrainingData(request, context, outputs, saveAndLeave);
        if (outputs.HasErrors)
        {
            return;
        }

        var trainer = new Trainer(data.Model, data.Set, request.Values);
        PlanText.Print(request, data, trainer.Plan, context.Events);
        using var state = trainer.Begin();
        var saved = new SavedTraining(request, context, outputs, TimeProvider.System);
        saved.GoOn(state, trainer.Plan);
        var log = new TrainingLog();
        var listener = new TrainingListener(
            request, context.Events, outputs, log, (epoch, step) => trainer.Metadata(data.Facts, epoch, step), () => saved.SaveWhenDue(state));
        try
        {
            trainer.Run(state, listener, saveAndLeave);
        }
        catch (OperationCanceledException) when (saveAndLeave.IsCancellationRequested)
        {
            saved.Save(state);
            throw;
        }

        outputs.Write(OutputRoot.Out, $"{request.OutputName}.log.jsonl", log.Text);
        outputs.Write(OutputRoot.Out, $"{request.OutputName}.loss.svg", log.Curve(request.OutputName).ToSvg());
        saved.Save(state);
    }
}
