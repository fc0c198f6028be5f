using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>The samples of a training in the dataset's order, checked.</summary>
public sealed class TrainingSet
{
    /// <exception cref="ArgumentException">There is none, or one contradicts itself.</exception>
    /// <exception cref="TrainingException">A latent is not finite.</exception>
    public TrainingSet(IReadOnlyList<TrainingSample> samples)
    {
        if (samples.Count == 0)
        {
            throw new ArgumentException("there are no samples", nameof(samples));
        }

        foreach (var sample in samples)
        {
            Check(sample, samples[0].Channels);
            if (sample.Mirrored is { } mirrored)
            {
                Check(mirrored, samples[0].Channels);
                CheckTwins(sample, mirrored);
            }
        }

        Samples = samples;
        SamplesPerEpoch = samples.Sum(sample => sample.Repeats);
        Buckets = [.. samples
            .Select((sample, index) => (sample, index))
            .GroupBy(pair => (pair.sample.Height, pair.sample.Width))
            .OrderBy(group => group.Key)
            .Select(group => new Bucket(group.Key.Height, group.Key.Width, [.. group.Select(pair => pair.index)]))];
    }

    private TrainingSet(TrainingSet whole, IReadOnlySet<int> shown)
    {
        Samples = whole.Samples;
        SamplesPerEpoch = shown.Sum(index => Samples[index].Repeats);
        Buckets = [.. whole.Buckets.Select(bucket => bucket with { Samples = [.. bucket.Samples.Where(shown.Contains)] })
            .Where(bucket => bucket.Samples.Count > 0)];
    }

    public IReadOnlyList<TrainingSample> Samples { get; }

    /// <summary>The sample of an index in a batch: from the number of <see cref="Samples"/> on, the mirrored twin of one.</summary>
    public TrainingSample this[int index] => index < Samples.Count ? Samples[index] : Samples[index - Samples.Count].Mirrored!;

    /// <summary>Samples in an epoch, repeats counted.</summary>
    public int SamplesPerEpoch { get; }

    /// <summary>Samples of equal latent size, by height and then width.</summary>
    public IReadOnlyList<Bucket> Buckets { get; }

    /// <summary>The same samples under the same indices, of which an epoch shows only some.</summary>
    /// <param name="indices">Into <see cref="Samples"/>.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public TrainingSet Showing(IEnumerable<int> indices) => indices.ToHashSet() is { Count: > 0 } shown
        ? new TrainingSet(this, shown) : throw new ArgumentException("no sample is shown", nameof(indices));

    /// <summary>As <see cref="RunLength.Batches"/>.</summary>
    public int BatchesPerEpoch(int batchSize) =>
        RunLength.Batches(Buckets.Select(bucket => bucket.Samples.Sum(index => Samples[index].Repeats)), batchSize);

    /// <summary>The index in <see cref="Samples"/> of an index in a batch.</summary>
    internal int Original(int index) => index % Samples.Count;

    private static void CheckTwins(TrainingSample sample, TrainingSample mirrored)
    {
        if ((mirrored.Height, mirrored.Width, mirrored.Mirrored) != (sample.Height, sample.Width, null))
        {
            throw new ArgumentException($"{sample.Name}: its mirrored twin has another size, or a twin of its own");
        }
    }

    private static void Check(TrainingSample sample, int channels)
    {
        var isDrawn = sample.Source is not null;
        if (sample.Height < 1 || sample.Width < 1 || sample.Channels != channels || channels < 1
            || sample.Mean.Length != (isDrawn ? 0 : channels * sample.Height * sample.Width))
        {
            throw new ArgumentException($"{sample.Name}: its latent has {sample.Mean.Length} values, not {channels} x {sample.Height} x {sample.Width}");
        }

        if (sample.Std.Length != 0 && sample.Std.Length != sample.Mean.Length)
        {
            throw new ArgumentException($"{sample.Name}: its latent has {sample.Mean.Length} means but {sample.Std.Length} deviations");
        }

        if (sample.Mask.Length != 0 && (sample.Mask.Length != sample.Height * sample.Width || sample.Mask.Any(value => value is not (>= 0 and <= 1))))
        {
            throw new ArgumentException($"{sample.Name}: its mask is not {sample.Height} x {sample.Width} numbers from 0 to 1");
        }

        if (sample.Repeats < 1)
        {
            throw new ArgumentException($"{sample.Name}: it is repeated {sample.Repeats} times");
        }

        if (!float.IsFinite(sample.LossWeight) || sample.LossWeight < 0)
        {
            throw new ArgumentException($"{sample.Name}: its loss weight is no number of at least 0");
        }

        foreach (var value in sample.Mean)
        {
            if (!float.IsFinite(value))
            {
                throw new TrainingException(
                    $"{sample.Name}: its latent holds a value that is not finite; the autoencoder's weights or the image are at fault.");
            }
        }
    }
}

/// <summary>Samples of one latent size.</summary>
/// <param name="Height">Rows of the latent.</param>
/// <param name="Width">Columns of the latent.</param>
/// <param name="Samples">Indices into <see cref="TrainingSet.Samples"/>.</param>
public sealed record Bucket(int Height, int Width, IReadOnlyList<int> Samples);
