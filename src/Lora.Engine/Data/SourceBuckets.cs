using Lora.Dataset;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>The bucket table that a project's options describe, and their part in keys.</summary>
internal static class SourceBuckets
{
    internal static BucketTable Of(OptionValues values)
    {
        if (!values.Get(DatasetOptions.EnableBucket))
        {
            return BucketTable.Single(values.Get(DatasetOptions.Resolution), values.Get(DatasetOptions.Resolution));
        }

        var (side, step) = (values.Get(DatasetOptions.Resolution), values.Get(DatasetOptions.BucketResoSteps));
        var range = BucketRange.Snapped(values.Get(DatasetOptions.MinBucketReso), values.Get(DatasetOptions.MaxBucketReso), step);
        return BucketTable.Make(side, side, range.Min, range.Max, step);
    }

    /// <summary>Buckets off: nothing is ever chosen, so nothing forbids to enlarge.</summary>
    internal static bool NoUpscale(OptionValues values) => values.Get(DatasetOptions.EnableBucket) && values.Get(DatasetOptions.BucketNoUpscale);

    internal static EntryKey WithBuckets(this EntryKey key, OptionValues values) => values.Get(DatasetOptions.EnableBucket)
        ? key.With(DatasetOptions.Resolution, values).With(DatasetOptions.MinBucketReso, values).With(DatasetOptions.MaxBucketReso, values)
            .With(DatasetOptions.BucketResoSteps, values).With(DatasetOptions.BucketNoUpscale, values)
        : key.With("square", values.Get(DatasetOptions.Resolution));
}
