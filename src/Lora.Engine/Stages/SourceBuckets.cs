using Lora.Dataset;
using Lora.Project;

namespace Lora.Engine;

/// <summary>The bucket table that a project's parameters describe, and their part in keys.</summary>
internal static class SourceBuckets
{
    internal static BucketTable Of(TrainingParameters parameters)
    {
        if (!parameters.EnableBucket)
        {
            return BucketTable.Single(parameters.Resolution, parameters.Resolution);
        }

        var range = BucketRange.Snapped(parameters.MinBucketReso, parameters.MaxBucketReso, parameters.BucketResoSteps);
        return BucketTable.Make(parameters.Resolution, parameters.Resolution, range.Min, range.Max, parameters.BucketResoSteps);
    }

    /// <summary>Buckets off: nothing is ever chosen, so nothing forbids to enlarge.</summary>
    internal static bool NoUpscale(TrainingParameters parameters) => parameters.EnableBucket && parameters.BucketNoUpscale;

    internal static EntryKey WithBuckets(this EntryKey key, TrainingParameters parameters) => parameters.EnableBucket
        ? key.With("resolution", parameters.Resolution).With("min", parameters.MinBucketReso).With("max", parameters.MaxBucketReso)
            .With("step", parameters.BucketResoSteps).With("noUpscale", parameters.BucketNoUpscale)
        : key.With("square", parameters.Resolution);
}
