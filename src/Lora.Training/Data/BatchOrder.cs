namespace Lora.Training;

/// <summary>
/// The batches of an epoch: each bucket's samples, repeated and shuffled, are cut into batches; then the batches are shuffled. Depends on the seed and
/// the epoch alone, so that an epoch can be reached without going through those before it.
/// </summary>
/// <param name="set">The samples.</param>
/// <param name="batchSize">At least 1.</param>
/// <param name="seed">The training's seed.</param>
internal sealed class BatchOrder(TrainingSet set, int batchSize, long seed)
{
    /// <param name="epoch">Counted from 0.</param>
    /// <returns>Indices into <see cref="TrainingSet.Samples"/>, all of one latent size in a batch.</returns>
    public IReadOnlyList<int[]> Epoch(int epoch)
    {
        IRandomDraws random = new RandomStream(seed, RandomPurpose.Order, epoch);
        var batches = new List<int[]>();
        foreach (var bucket in set.Buckets)
        {
            var entries = bucket.Samples.SelectMany(index => Enumerable.Repeat(index, set.Samples[index].Repeats)).ToArray();
            random.Shuffle<int>(entries);
            batches.AddRange(entries.Chunk(batchSize));
        }

        var order = batches.ToArray();
        random.Shuffle<int[]>(order);
        return order;
    }
}
