using Lora.Dataset;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>The bucket table that a project's parameters describe, and their part in keys.</summary>
internal static class SourceBuckets
{
    internal static BucketTable Of(OptionValues parameters)
    {
        if (!parameters.Get(DatasetOptions.EnableBucket))
        {
            return BucketTable.Single(parameters.Get(DatasetOptions.Resolution), parameters.Get(DatasetOptions.Resolution));
        }

        var range = BucketRange.Snapped(parameters.Get(DatasetOptions.MinBucketReso), parameters.Get(DatasetOptions.MaxBucketReso), parameters.Get(DatasetOptions.BucketResoSteps));
        return BucketTable.Make(parameters.Get(DatasetOptions.Resolution), parameters.Get(DatasetOptions.Resolution), range.Min, range.Max, parameters.Get(DatasetOptions.BucketResoSteps));
    }

    /// <summary>Buckets off: nothing is ever chosen, so nothing forbids to enlarge.</summary>
    internal static bool NoUpscale(OptionValues parameters) => parameters.Get(DatasetOptions.EnableBucket) && parameters.Get(DatasetOptions.BucketNoUpscale);

    internal static EntryKey WithBuckets(this EntryKey key, OptionValues parameters) => parameters.Get(DatasetOptions.EnableBucket)
        ? key.With("resolution", parameters.Get(DatasetOptions.Resolution)).With("min", parameters.Get(DatasetOptions.MinBucketReso)).With("max", parameters.Get(DatasetOptions.MaxBucketReso))
            .With("step", parameters.Get(DatasetOptions.BucketResoSteps)).With("noUpscale", parameters.Get(DatasetOptions.BucketNoUpscale))
        : key.With("square", parameters.Get(DatasetOptions.Resolution));
}
