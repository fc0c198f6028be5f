using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The arithmetic of a training, worked out before it starts (and printed then).</summary>
/// <param name="Images">Images in the dataset.</param>
/// <param name="SamplesPerEpoch">Images times repeats.</param>
/// <param name="BatchesPerEpoch">Batches of at most the batch size, bucket by bucket.</param>
/// <param name="StepsPerEpoch">Optimizer steps: batches / accumulation, rounded up.</param>
/// <param name="Epochs">Epochs begun.</param>
/// <param name="TotalSteps">Optimizer steps in all.</param>
/// <param name="EndedBy">The option that ends the run: <see cref="RunOptions.MaxTrainEpochs"/> or <see cref="RunOptions.MaxTrainSteps"/>.</param>
/// <param name="SaveEveryNEpochs">Epochs between two files; 0: only the last.</param>
public sealed record TrainingPlan(
    int Images, int SamplesPerEpoch, int BatchesPerEpoch, int StepsPerEpoch, int Epochs, int TotalSteps, Option<int> EndedBy, int SaveEveryNEpochs)
{
    /// <summary>Those of <see cref="SamplesPerEpoch"/> that are of regularization images.</summary>
    public int RegularizationPerEpoch { get; init; }

    /// <exception cref="ArgumentException">There is no end, or more steps than a run can count.</exception>
    public static TrainingPlan From(TrainingSet set, OptionValues values)
    {
        var batches = set.BatchesPerEpoch(values.Get(RunOptions.TrainBatchSize));
        var run = RunLength.Of(values, batches);
        if (run.TotalSteps > int.MaxValue)
        {
            throw new ArgumentException($"{run.TotalSteps} training steps are more than a run can count", nameof(values));
        }

        return new TrainingPlan(
            set.Samples.Count,
            set.SamplesPerEpoch,
            batches,
            run.StepsPerEpoch,
            (int)run.Epochs,
            (int)run.TotalSteps,
            run.EndedBy,
            values.Get(OutputOptions.SaveEveryNEpochs))
        {
            RegularizationPerEpoch = set.Samples.Where(sample => sample.IsRegularization).Sum(sample => sample.Repeats),
        };
    }

    /// <summary>The epoch, counted from 1, that a step belongs to; the first before any step.</summary>
    public int EpochOf(int step) => Math.Max(1, (step + StepsPerEpoch - 1) / StepsPerEpoch);

    /// <summary>Steps of all epochs before one.</summary>
    public int StepsBefore(int epoch) => (epoch - 1) * StepsPerEpoch;

    /// <summary>Whether a file is kept after an epoch (counted from 1); the last one is the final file itself.</summary>
    public bool SavesAfter(int epoch) => SaveEveryNEpochs > 0 && epoch < Epochs && epoch % SaveEveryNEpochs == 0;

    /// <summary>The epochs whose files a run that goes on after a step will not hand out again.</summary>
    public IReadOnlyList<int> EpochsSavedBefore(int step) => [.. Enumerable.Range(1, EpochOf(step) - 1).Where(SavesAfter)];
}
