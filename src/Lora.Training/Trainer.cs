using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Trains a LoRA: epochs over bucketed batches, with everything random drawn from the seed. The same options, samples and model give the same weights to the
/// bit on the embedded runtime, whatever the number of threads.
/// </summary>
/// <param name="model">The model; adapters are laid over it for the run and taken off after it.</param>
/// <param name="set">The samples, in the dataset's order.</param>
/// <param name="options">Checked by <see cref="Run"/>.</param>
public sealed class Trainer(IDiffusionModel model, TrainingSet set, TrainingOptions options)
{
    public TrainingPlan Plan { get; } = TrainingPlan.From(set, options);

    /// <param name="events">Told of each step and each file that is due.</param>
    /// <param name="cancel">Looked at after each optimizer step.</param>
    /// <exception cref="TrainingException">An option is out of range, or the loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the files handed out before stand.</exception>
    public void Run(ITrainingEvents events, CancellationToken cancel = default)
    {
        options.Check();
        model.Load(ModelPart.Unet);
        if (options.TrainTextEncoder || options.ShuffleCaption || set.Samples.Any(sample => sample.Embedding is null))
        {
            model.Load(ModelPart.TextEncoder);
        }

        using var scope = model.Runtime.NewScope();
        var checkpointing = model.GradientCheckpointing;
        using var network = new LoraNetwork(
            model.Runtime,
            options.TrainTextEncoder ? TargetsOf(ModelPart.TextEncoder) : [],
            options.TrainUnet ? TargetsOf(ModelPart.Unet) : [],
            options.NetworkDim,
            options.NetworkAlpha,
            options.Seed);
        using var optimizer = OptimizerCatalog.Create(options.OptimizerType, options.OptimizerArgs);
        var schedule = new LrSchedule(options.LrScheduler, Plan.TotalSteps, options.LrWarmupSteps, options.LrSchedulerNumCycles);
        var step = new TrainStep(model, network, optimizer, schedule, options);
        var captions = new CaptionConditioning(model, set, options); // before the adapters: a frozen encoder has none
        model.GradientCheckpointing = options.GradientCheckpointing;
        network.Apply();
        try
        {
            Loop(step, captions, network, events, cancel);
        }
        finally
        {
            model.GradientCheckpointing = checkpointing;
        }
    }

    private IReadOnlyList<AdapterTarget> TargetsOf(ModelPart part) => model.AdapterGroups.First(group => group.Part == part).Targets();

    private void Loop(TrainStep step, CaptionConditioning captions, LoraNetwork network, ITrainingEvents events, CancellationToken cancel)
    {
        var maker = new BatchMaker(model, set, options);
        var order = new BatchOrder(set, options.TrainBatchSize, options.Seed);
        var average = new LossAverage(Plan.StepsPerEpoch);
        for (var epoch = 1; epoch <= Plan.Epochs; epoch++)
        {
            foreach (var micro in order.Epoch(epoch - 1).Chunk(options.GradientAccumulationSteps))
            {
                var loss = micro.Average(batch => step.Accumulate(() => maker.Next(batch), () => captions.Next(batch)));
                var (unet, text) = (step.Rate("unet"), step.Rate("text_encoder"));
                step.Update();
                events.OnStep(new TrainingProgress(step.Steps, Plan.TotalSteps, epoch, Plan.Epochs, loss, average.Add(loss), unet, text));
                cancel.ThrowIfCancellationRequested();
                if (step.Steps == Plan.TotalSteps)
                {
                    break;
                }
            }

            if (Plan.SavesAfter(epoch, options.SaveEveryNEpochs))
            {
                events.OnSave(epoch, step.Steps, false, network);
            }
        }

        events.OnSave(Plan.Epochs, step.Steps, true, network);
    }
}
