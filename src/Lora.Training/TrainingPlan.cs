using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The arithmetic of a training, worked out before it starts (and printed then).</summary>
/// <param name="Images">Images in the dataset.</param>
/// <param name="SamplesPerEpoch">Images times repeats, of the whole dataset.</param>
/// <param name="Phases">At least one; the steps of one follow those of the one before.</param>
/// <param name="Saves">Which files are written.</param>
public sealed record TrainingPlan(int Images, int SamplesPerEpoch, IReadOnlyList<PhasePlan> Phases, SaveRules Saves)
{
    /// <summary>Those of <see cref="SamplesPerEpoch"/> that are of regularization images.</summary>
    public int RegularizationPerEpoch { get; init; }

    /// <summary>Epochs begun.</summary>
    public int Epochs => Phases[^1].LastEpoch;

    /// <summary>Optimizer steps in all.</summary>
    public int TotalSteps => Phases[^1].LastStep;

    /// <param name="set">The samples.</param>
    /// <param name="values">The training's options.</param>
    /// <param name="phases">In their order; none: the options and all samples are the only one.</param>
    /// <exception cref="ArgumentException">There is no end, or more steps than a run can count.</exception>
    public static TrainingPlan From(TrainingSet set, OptionValues values, params IReadOnlyList<TrainingPhase> phases)
    {
        var plans = new List<PhasePlan>();
        foreach (var phase in phases.Count > 0 ? phases : [new TrainingPhase("", values, set)])
        {
            var batches = phase.Set.BatchesPerEpoch(phase.Values.Get(RunOptions.TrainBatchSize));
            var run = RunLength.Of(phase.Values, batches);
            var (steps, epochs) = plans.Count > 0 ? (plans[^1].LastStep, plans[^1].LastEpoch) : (0, 0);
            if (run.TotalSteps > int.MaxValue - steps)
            {
                throw new ArgumentException($"{run.TotalSteps} training steps are more than a run can count", nameof(values));
            }

            plans.Add(new PhasePlan(
                phase.Name, phase.Set.SamplesPerEpoch, batches, run.StepsPerEpoch, (int)run.Epochs, (int)run.TotalSteps, run.EndedBy)
            {
                Values = phases.Count > 0 ? phase.Values : null,
                StepsBefore = steps,
                EpochsBefore = epochs,
            });
        }

        return new TrainingPlan(set.Samples.Count, set.SamplesPerEpoch, plans, new SaveRules(values, plans[^1].LastEpoch))
        {
            RegularizationPerEpoch = set.Samples.Where(sample => sample.IsRegularization).Sum(sample => sample.Repeats),
        };
    }

    /// <summary>The phase that a step, counted from 1, belongs to; the first before any step.</summary>
    public PhasePlan PhaseOf(int step) => Phases.First(phase => step <= phase.LastStep);

    /// <summary>The epoch, counted from 1, that a step belongs to; the first before any step.</summary>
    public int EpochOf(int step) => step < 1 ? 1 : PhaseOf(step).EpochOf(step);

    /// <summary>Whether an epoch ends with a step, counted from 1: the last one of a phase may be cut short.</summary>
    public bool EndsEpoch(int step) => PhaseOf(step).EndsEpoch(step);

    /// <summary>The files that are there when the steps before one are done, in their order.</summary>
    public IReadOnlyList<SavePoint> KeptBefore(int step)
    {
        var kept = new List<SavePoint>();
        foreach (var point in Enumerable.Range(1, Math.Max(0, step - 1)).SelectMany(DueAfter))
        {
            kept.Add(point);
            if (Saves.Replaced(point) is { } replaced)
            {
                kept.RemoveAll(other => other.Suffix == replaced.Suffix);
            }
        }

        return kept;
    }

    /// <summary>The files that are due when a step, counted from 1, is done, in their order.</summary>
    public IEnumerable<SavePoint> DueAfter(int step)
    {
        var (phase, epoch) = (PhaseOf(step), EpochOf(step));
        var ends = phase.EndsEpoch(step);
        if (step == TotalSteps)
        {
            yield return new SavePoint(SaveKind.Final, epoch, step);
            yield break;
        }

        if (Saves.SavesAfterStep(step))
        {
            yield return new SavePoint(SaveKind.Step, ends ? epoch : epoch - 1, step);
        }

        if (ends && Saves.SavesAfterEpoch(epoch))
        {
            yield return new SavePoint(SaveKind.Epoch, epoch, step);
        }
    }
}
