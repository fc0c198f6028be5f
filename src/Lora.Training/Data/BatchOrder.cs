namespace Lora.Training;

/// <summary>
/// The batches of an epoch: each bucket's samples, repeated and shuffled, are cut into batches; then the batches are shuffled. Depends on the seed and
/// the epoch alone, so that an epoch can be reached without going through those before it. Where a sample has a mirrored twin, chance takes one of both.
/// </summary>
/// <param name="set">The samples.</param>
/// <param name="batchSize">At least 1.</param>
/// <param name="seed">The training's seed.</param>
internal sealed class BatchOrder(TrainingSet set, int batchSize, long seed)
{
    /// <param name="epoch">Counted from 0.</param>
    /// <returns>Indices of the set's samples and mirrored twins, all of one latent size in a batch.</returns>
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
        Mirror(order, epoch);
        return order;
    }

    // numbers of their own: where nothing is mirrored, nothing else changes
    private void Mirror(int[][] order, int epoch)
    {
        var random = new RandomStream(seed, RandomPurpose.Flips, epoch);
        foreach (var batch in order)
        {
            for (var i = 0; i < batch.Length; i++)
            {
                if (set.Samples[batch[i]].Mirrored is not null && random.NextDouble() < 0.5)
                {
                    batch[i] += set.Samples.Count;
                }
            }
        }
    }
}
