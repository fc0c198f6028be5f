using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// Trains adapters: epochs over bucketed batches, with everything random drawn from the seed. The same options, samples and model give the same weights to the
/// bit on the embedded runtime, whatever the number of threads.
/// </summary>
public sealed class Trainer
{
    private readonly IDiffusionModel _model;
    private readonly TrainingSet _set;
    private readonly OptionValues _values;
    private readonly LrSchedule _schedule;

    /// <param name="model">The model; adapters are laid over it for the run and taken off after it.</param>
    /// <param name="set">The samples, in the dataset's order.</param>
    /// <param name="values">The options that training reads.</param>
    /// <exception cref="ArgumentException">The options do not go together: see <see cref="TrainingPlan.From"/> and <see cref="LrSchedule"/>.</exception>
    public Trainer(IDiffusionModel model, TrainingSet set, OptionValues values)
    {
        (_model, _set, _values) = (model, set, values);
        Plan = TrainingPlan.From(set, values);
        _schedule = new LrSchedule(values, Plan.TotalSteps);
    }

    /// <summary>How long it takes, known before anything is loaded.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>Reads the parts of the model that the training needs, into the scope that is open now, and makes the state before the first step.</summary>
    /// <exception cref="ArgumentException">No part is trained.</exception>
    /// <exception cref="CheckpointException">A part's files cannot be used.</exception>
    public TrainingState Begin()
    {
        _model.Load(ModelPart.Unet);
        if (CaptionConditioning.Encodes(_set, _values))
        {
            _model.Load([.. _model.Family.Parts.Where(ModelPart.OfText.Contains)]);
        }

        return new TrainingState(_model, _values);
    }

    /// <summary>Trains from where the state stands to the end.</summary>
    /// <param name="state">From <see cref="Begin"/>, with or without a saved one taken over; it moves on with every step.</param>
    /// <param name="events">Told of each step and each file that is due.</param>
    /// <param name="cancel">Looked at after each optimizer step: the state can be saved then.</param>
    /// <exception cref="TrainingException">The loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the files handed out before stand.</exception>
    public void Run(TrainingState state, ITrainingEvents events, CancellationToken cancel = default)
    {
        using var scope = _model.Runtime.NewScope();
        var recipe = CaptionRecipe.Of(_values, Plan.TotalSteps);
        var captions = new CaptionConditioning(_model, _set, _values, recipe, state.Captions); // before the adapters: a frozen encoder has none
        var checkpointing = _model.GradientCheckpointing;
        _model.GradientCheckpointing = _values.Get(RunOptions.GradientCheckpointing);
        state.Network.Apply();
        try
        {
            if (state.Step > 0)
            {
                events.OnResume([.. Enumerable.Range(1, state.Step).Select(step => ProgressAt(state, step))]);
            }

            Loop(state, captions, events, cancel);
        }
        finally
        {
            state.Network.Remove();
            _model.GradientCheckpointing = checkpointing;
        }
    }

    /// <summary>The metadata of a file that is due: kohya's <c>ss_*</c> entries and Stability's modelspec.</summary>
    /// <param name="facts">What is known beside samples and options.</param>
    /// <param name="epoch">Epochs done.</param>
    /// <param name="step">Optimizer steps done.</param>
    public IReadOnlyDictionary<string, string> Metadata(DatasetFacts facts, int epoch, int step) =>
        LoraMetadata.Build(_model, _set, _values, facts, epoch, step);

    private void Loop(TrainingState state, CaptionConditioning captions, ITrainingEvents events, CancellationToken cancel)
    {
        var step = new TrainStep(_model, state, _schedule, _values);
        var maker = new BatchMaker(_model, _set, _values, state.Noise, state.NoiseShape);
        var order = new BatchOrder(_set, _values.Get(RunOptions.TrainBatchSize), _values.Get(RunOptions.Seed));
        for (var epoch = Plan.EpochOf(state.Step); epoch <= Plan.Epochs; epoch++)
        {
            var steps = order.Epoch(epoch - 1).Chunk(_values.Get(RunOptions.GradientAccumulationSteps));
            foreach (var batches in steps.Skip(state.Step - Plan.StepsBefore(epoch)).Take(Plan.TotalSteps - state.Step))
            {
                var moment = new CaptionMoment(epoch, state.Step);
                state.Take(() =>
                {
                    foreach (var batch in batches)
                    {
                        step.Accumulate(() => maker.Next(batch), () => captions.Next(batch, moment));
                    }

                    return step.Update().Average();
                });
                events.OnStep(ProgressAt(state, state.Step));
                cancel.ThrowIfCancellationRequested();
            }

            if (Plan.SavesAfter(epoch))
            {
                using var saved = state.Eval();
                events.OnSave(epoch, state.Step, false, state.Network);
            }
        }

        using var final = state.Eval();
        events.OnSave(Plan.Epochs, state.Step, true, state.Network);
    }

    /// <summary>What was, or is, told after a step of those taken; counted from 1.</summary>
    private TrainingProgress ProgressAt(TrainingState state, int step)
    {
        var window = Math.Min(step, Plan.StepsPerEpoch); // what kohya shows as avr_loss
        var average = state.Losses.Skip(step - window).Take(window).Average();
        var rates = state.Network.Groups.Select((group, i) => RateAt(state, step, i, _schedule.Rate(step - 1, group.LearningRate)));
        return new(step, Plan.TotalSteps, Plan.EpochOf(step), Plan.Epochs, state.Losses[step - 1], average, [.. rates]);
    }

    private static GroupRate RateAt(TrainingState state, int step, int group, double rate)
    {
        var name = state.Network.Groups[group].Name;
        return state.Optimizer.Finds switch
        {
            FoundKind.Factor => new(name, rate, state.Found[step - 1][group]),
            FoundKind.Rate => new(name, state.Found[step - 1][group]),
            _ => new(name, rate),
        };
    }
}
