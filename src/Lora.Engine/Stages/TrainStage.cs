using Lora.Project;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Latents and captions to the LoRA: <c>bin/NAME.safetensors</c>, <c>bin/NAME-000005.safetensors</c> of each kept epoch,
/// <c>bin/NAME-step00000100.safetensors</c> of each kept step, the training log as JSON lines and for TensorBoard, the loss curve as SVG, the report with the
/// pictures along the way. A build with the same key gets all of them from the store and trains nothing; a training that was stopped goes on where it was.
/// </summary>
internal sealed class TrainStage : EngineStage
{
    internal override Stage Row => Stage.Train;

    internal override void Tidy(StageRequest request, StageOutputs outputs) => TrainedFiles.RemoveOthers(request, outputs);

    internal override void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave)
    {
        var data = new TrainingData(request, context, outputs, saveAndLeave);
        if (outputs.HasErrors)
        {
            return;
        }

        var start = request.NetworkWeights is { } weights ? LoraInputs.Start(weights) : null;
        var trainer = new Trainer(data.Model, data.Set, request.Values, TrainingPhases.Of(request, data)) { Start = start };
        PlanText.Print(request, data, trainer, context.Events);
        IReadOnlyDictionary<string, string> Metadata(SavePoint point) => trainer.Metadata(data.Facts, point);
        var saved = new SavedTraining(request, context, outputs, TimeProvider.System, Metadata);
        var samples = new TrainingSamples(request, context, outputs, trainer.Plan, Metadata);
        using var state = LoraInputs.Fitted(request, () => Begin(trainer, saved, samples, context.Events));
        LoraChecks.CheckLeftOut(request, start, state.Network, outputs);
        var validator = data.Held is { } held ? new Validator(data.Model, held, request.Values, trainer.Plan) : null;
        state.KeepOnly(look => validator?.IsDue(look.Step) == true);
        var log = new TrainingLog();
        foreach (var validation in state.Validations)
        {
            log.Add(validation);
        }

        var cost = SampleCost.OfGrid(request, trainer.Plan) + (SampleCost.OfOneColumn(request) * samples.Until(trainer.Plan.TotalSteps).Count());
        var estimate = new BuildEstimate(context.Events, TimeProvider.System, cost);
        var listener = new TrainingListener(request, context.Events, outputs, log, estimate, Metadata, BetweenSteps);
        try
        {
            DrawBefore(state, samples, saveAndLeave);
            trainer.Run(state, listener, saveAndLeave);
        }
        catch (OperationCanceledException) when (saveAndLeave.IsCancellationRequested)
        {
            saved.Save(state);
            throw;
        }

        Publish(request, trainer.Plan, log, samples, context.Events, outputs);
        saved.Save(state);

        void BetweenSteps(TrainingProgress at)
        {
            if (validator?.IsDue(at.Step) == true)
            {
                var look = Look(validator, state, at.Step);
                state.Add(look);
                log.Add(look);
                context.Events.Note(FormattableString.Invariant($"validation loss {look.Loss:0.0000} after step {look.Step}"));
            }

            if (samples.IsDue(at.Step))
            {
                using var weights = state.Eval();
                estimate.Draw(SampleCost.OfOneColumn(request), () => samples.Draw(at.Step, state.Network, isLaid: true, saveAndLeave));
            }

            saved.SaveWhenDue(state);
        }
    }

    // what was drawn before a saved state is drawn again with the LoRAs of then; without them there is no way but the whole one
    private static TrainingState Begin(Trainer trainer, SavedTraining saved, TrainingSamples samples, IEvents events)
    {
        var state = trainer.Begin();
        saved.GoOn(state, trainer.Plan);
        if (state.Step == 0 || samples.HasKept(state.Step))
        {
            return state;
        }

        events.Say("Train begins anew: it draws pictures on its way, and the LoRAs of the way are not kept");
        state.Dispose();
        return trainer.Begin();
    }

    private static ValidationLoss Look(Validator validator, TrainingState state, int step)
    {
        using var weights = state.Eval();
        return validator.Look(step);
    }

    private static void DrawBefore(TrainingState state, TrainingSamples samples, CancellationToken stop)
    {
        if (state.Step > 0)
        {
            samples.DrawKept(state.Step, stop);
        }
        else if (samples.IsDue(0))
        {
            samples.Draw(0, state.Network, isLaid: false, stop);
        }
    }

    private static void Publish(
        StageRequest request, TrainingPlan plan, TrainingLog log, TrainingSamples samples, IEvents events, StageOutputs outputs)
    {
        outputs.Write(OutputRoot.Out, $"{request.OutputName}.log.jsonl", log.Text);
        outputs.Write(OutputRoot.Out, $"{request.OutputName}.loss.svg", log.Curve(request.OutputName).ToSvg());
        outputs.Write(OutputRoot.Logs, TrainingScalars.FileOf(request.OutputName), TrainingScalars.Of(log));
        TrainingReport.Write(request, plan, log, samples.Pictures, outputs);
        if (log.Lowest is { } lowest)
        {
            events.Say($"  {BestEpoch.Of(request, plan, lowest)}");
        }
    }
}
