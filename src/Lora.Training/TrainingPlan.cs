namespace Lora.Training;

/// <summary>The arithmetic of a training, worked out before it starts (and printed then).</summary>
/// <param name="Images">Images in the dataset.</param>
/// <param name="SamplesPerEpoch">Images times repeats.</param>
/// <param name="BatchesPerEpoch">Batches of at most the batch size, bucket by bucket.</param>
/// <param name="StepsPerEpoch">Optimizer steps: batches / accumulation, rounded up.</param>
/// <param name="Epochs">Epochs begun.</param>
/// <param name="TotalSteps">Optimizer steps in all.</param>
/// <param name="EndedBy">Which option ends the run: <c>MaxTrainEpochs</c> or <c>MaxTrainSteps</c>.</param>
public sealed record TrainingPlan(int Images, int SamplesPerEpoch, int BatchesPerEpoch, int StepsPerEpoch, int Epochs, int TotalSteps, string EndedBy)
{
    private const int DefaultSteps = 1600; // kohya's max_train_steps

    public static TrainingPlan From(TrainingSet set, TrainingOptions options) => From(
        set.Samples.Count,
        set.SamplesPerEpoch,
        set.BatchesPerEpoch(options.TrainBatchSize),
        options.GradientAccumulationSteps,
        options.MaxTrainEpochs,
        options.MaxTrainSteps);

    /// <summary>The same from numbers alone, for a plan before anything is loaded.</summary>
    public static TrainingPlan From(int images, int samplesPerEpoch, int batchesPerEpoch, int accumulation, int? maxEpochs, int? maxSteps)
    {
        var perEpoch = (batchesPerEpoch + accumulation - 1) / accumulation;
        var byEpochs = maxEpochs is > 0 ? (long)maxEpochs.Value * perEpoch : long.MaxValue;
        var bySteps = maxSteps is > 0 ? maxSteps.Value : maxEpochs is > 0 ? long.MaxValue : DefaultSteps;
        var total = Math.Min(byEpochs, bySteps);
        if (total > int.MaxValue)
        {
            throw new TrainingException($"{total} training steps are more than a run can count; lower MaxTrainEpochs or set MaxTrainSteps.");
        }

        var epochs = (int)((total + perEpoch - 1) / perEpoch);
        var endedBy = byEpochs <= bySteps ? "MaxTrainEpochs" : "MaxTrainSteps";
        return new TrainingPlan(images, samplesPerEpoch, batchesPerEpoch, perEpoch, epochs, (int)total, endedBy);
    }

    /// <summary>Whether a file is kept after an epoch (counted from 1); the last one is the final file itself.</summary>
    public bool SavesAfter(int epoch, int everyN) => everyN > 0 && epoch < Epochs && epoch % everyN == 0;
}
