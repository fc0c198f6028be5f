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
    private readonly PhaseCourse[] _courses;

    /// <param name="model">The model; adapters are laid over it for the run and taken off after it.</param>
    /// <param name="set">The samples, in the dataset's order.</param>
    /// <param name="values">The options that training reads.</param>
    /// <param name="phases">Trainings that follow each other, in their order; none: one with these options and all samples.</param>
    /// <exception cref="ArgumentException">The options do not go together: see <see cref="TrainingPlan.From"/> and <see cref="LrSchedule"/>.</exception>
    public Trainer(IDiffusionModel model, TrainingSet set, OptionValues values, params IReadOnlyList<TrainingPhase> phases)
    {
        (_model, _set, _values) = (model, set, values);
        Plan = TrainingPlan.From(set, values, phases);
        _courses = [.. Plan.Phases.Select((plan, i) => new PhaseCourse(plan, phases.Count > 0 ? phases[i] : new TrainingPhase("", values, set)))];
    }

    /// <summary>How long it takes, known before anything is loaded.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>A LoRA that the training goes on from; null: it begins from nothing.</summary>
    public StartingWeights? Start { get; init; }

    /// <summary>Reads the parts of the model that the training needs, into the scope that is open now, and makes the state before the first step.</summary>
    /// <exception cref="ArgumentException">No part is trained.</exception>
    /// <exception cref="CheckpointException">A part's files cannot be used.</exception>
    /// <exception cref="TrainingException">The LoRA that it goes on from does not fit.</exception>
    public TrainingState Begin()
    {
        _model.Load(ModelPart.Unet);
        if (CaptionConditioning.Encodes(_set, _values))
        {
            _model.Load([.. _model.Family.Parts.Where(ModelPart.OfText.Contains)]);
        }

        return new TrainingState(_model, _values, Start);
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
                // it was saved before they were written
                Save(state, events);
            }

            var maker = new BatchMaker(_model, _set, _values, state.Noise, state.NoiseShape, state.Pictures);
            var prior = new PriorPrediction(_model, _set, _values, state.Network, captions);
            foreach (var course in _courses.Where(course => state.Step < course.Plan.LastStep))
            {
                Loop(course, state, maker, captions, prior, events, cancel);
            }
        }
        finally
        {
            state.Network.Remove();
            _model.GradientCheckpointing = checkpointing;
        }
    }

    /// <summary>The metadata of a file that is due: kohya's <c>ss_*</c> entries and Stability's modelspec.</summary>
    /// <param name="facts">What is known beside samples and options.</param>
    /// <param name="point">The file.</param>
    public IReadOnlyDictionary<string, string> Metadata(DatasetFacts facts, SavePoint point) =>
        LoraMetadata.Build(_model, _set, _values, Plan, facts, point, Start);

    private void Loop(
        PhaseCourse course, TrainingState state, BatchMaker maker, CaptionConditioning captions, PriorPrediction prior, ITrainingEvents events,
        CancellationToken cancel)
    {
        var (plan, phase) = (course.Plan, course.Phase);
        foreach (var (group, rate) in state.Network.Groups.Zip(course.Rates(_model, state)))
        {
            group.PartRate = rate;
        }

        var step = new TrainStep(_model, state, course.Rate, phase.Values);
        var order = new BatchOrder(phase.Set, phase.Values.Get(RunOptions.TrainBatchSize), _values.Get(RunOptions.Seed));
        while (state.Step < plan.LastStep)
        {
            var epoch = plan.EpochOf(state.Step + 1);
            var steps = order.Epoch(epoch - 1).Chunk(phase.Values.Get(RunOptions.GradientAccumulationSteps));
            foreach (var batches in steps.Skip(state.Step - plan.StepsBeforeEpoch(epoch)).Take(plan.LastStep - state.Step))
            {
                var moment = new CaptionMoment(epoch, state.Step);
                state.Take(() =>
                {
                    foreach (var batch in batches)
                    {
                        var read = captions.Draw(batch, moment);
                        step.Accumulate(() => prior.Apply(maker.Next(batch), batch, read), () => captions.Of(batch, read));
                    }

                    return step.Update();
                });
                events.OnStep(ProgressAt(state, state.Step));
                cancel.ThrowIfCancellationRequested();
                Save(state, events);
            }
        }
    }

    private void Save(TrainingState state, ITrainingEvents events)
    {
        foreach (var point in Plan.DueAfter(state.Step))
        {
            using (state.Eval())
            {
                events.OnSave(point, state.Network);
            }

            if (Plan.Saves.Replaced(point) is { } replaced)
            {
                events.OnReplaced(replaced);
            }
        }
    }

    /// <summary>What was, or is, told after a step of those taken; counted from 1.</summary>
    private TrainingProgress ProgressAt(TrainingState state, int step)
    {
        var course = _courses.First(course => step <= course.Plan.LastStep);
        var window = Math.Min(step, course.Plan.StepsPerEpoch); // what kohya shows as avr_loss
        var average = state.Losses.Skip(step - window).Take(window).Average();
        var groups = state.Network.Groups.Zip(course.Rates(_model, state), (group, partRate) => (Group: group, PartRate: partRate))
            .DistinctBy(pair => pair.Group.RateName).Select((pair, index) => (pair.Group, pair.PartRate, Index: index)).ToList();
        var rates = groups.DistinctBy(entry => entry.Group.Part)
            .Select(entry => RateAt(state, step, entry.Index, entry.Group.Part, course.Rate(step - 1, entry.PartRate)))
            .Concat(groups.Where(entry => entry.Group.RateName != entry.Group.Part).Select(entry =>
                RateAt(state, step, entry.Index, entry.Group.RateName, course.Rate(step - 1, entry.PartRate * entry.Group.RateFactor))));
        return new(step, Plan.TotalSteps, course.Plan.EpochOf(step), Plan.Epochs, state.Losses[step - 1], average, [.. rates])
        {
            Figures = [.. state.Figures.Select(figure => new StepFigure(figure.Name, figure.Values[step - 1]))],
        };
    }

    private static GroupRate RateAt(TrainingState state, int step, int index, string name, double rate) => state.Optimizer.Finds switch
    {
        FoundKind.Factor => new(name, rate, state.Found[step - 1][index]),
        FoundKind.Rate => new(name, state.Found[step - 1][index]),
        _ => new(name, rate),
    };
}
