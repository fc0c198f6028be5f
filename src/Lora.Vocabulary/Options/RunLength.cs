namespace Lora.Vocabulary;

/// <summary>How long a training goes, from its options and the batches that an epoch has.</summary>
/// <param name="StepsPerEpoch">Optimizer steps: batches / accumulation, rounded up.</param>
/// <param name="TotalSteps">Optimizer steps in all; <see cref="long.MaxValue"/> where nothing ends it.</param>
/// <param name="EndedBy">The option that ends it: <see cref="RunOptions.MaxTrainEpochs"/> or <see cref="RunOptions.MaxTrainSteps"/>.</param>
public sealed record RunLength(int StepsPerEpoch, long TotalSteps, Option<int> EndedBy)
{
    /// <summary>Epochs begun.</summary>
    public long Epochs => TotalSteps == 0 ? 0 : ((TotalSteps - 1) / StepsPerEpoch) + 1;

    /// <param name="values">At least <see cref="RunOptions"/>.</param>
    /// <param name="batches">Of an epoch, at least 1.</param>
    public static RunLength Of(OptionValues values, int batches)
    {
        var accumulation = values.Get(RunOptions.GradientAccumulationSteps);
        var (maxEpochs, maxSteps) = (values.Get(RunOptions.MaxTrainEpochs), values.Get(RunOptions.MaxTrainSteps));
        var perEpoch = ((batches - 1) / accumulation) + 1;
        var byEpochs = maxEpochs > 0 ? (long)maxEpochs * perEpoch : long.MaxValue;
        var bySteps = maxSteps > 0 ? maxSteps : long.MaxValue;
        return new RunLength(perEpoch, Math.Min(byEpochs, bySteps), byEpochs <= bySteps ? RunOptions.MaxTrainEpochs : RunOptions.MaxTrainSteps);
    }

    /// <summary>kohya's rule: each bucket is cut into batches by itself, its last batch may be short.</summary>
    /// <param name="samplesOfBuckets">Pictures times repeats of each bucket.</param>
    /// <param name="batchSize">Pictures a batch.</param>
    public static int Batches(IEnumerable<int> samplesOfBuckets, int batchSize) => samplesOfBuckets.Sum(samples => (samples + batchSize - 1) / batchSize);
}
