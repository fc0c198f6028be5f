using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Buckets that no picture can be put into, at any of the resolutions.</summary>
internal static class BucketRules
{
    internal static OptionRule[] All { get; } =
    [
        new([DatasetOptions.MinBucketReso, DatasetOptions.MaxBucketReso, DatasetOptions.EnableBucket], ProjectDiagnostics.ImpossibleCombination, BucketsCross),
        new([DatasetOptions.BucketResoSteps, DatasetOptions.Resolution, DatasetOptions.Resolutions, DatasetOptions.EnableBucket],
            ProjectDiagnostics.ImpossibleCombination, values => AtEach(values, BucketStep)),
        new([DatasetOptions.MinBucketReso, DatasetOptions.BucketResoSteps, DatasetOptions.Resolution, DatasetOptions.Resolutions, DatasetOptions.EnableBucket],
            ProjectDiagnostics.ImpossibleCombination, values => AtEach(values, SmallestBucket)),
        new([DatasetOptions.MaxBucketReso, DatasetOptions.BucketResoSteps, DatasetOptions.Resolution, DatasetOptions.Resolutions, DatasetOptions.EnableBucket],
            ProjectDiagnostics.ImpossibleCombination, values => AtEach(values, LargestBucket)),
    ];

    /// <summary>The same of resolutions that pictures say for themselves.</summary>
    /// <param name="images">The pictures.</param>
    /// <param name="values">The project's options.</param>
    public static IEnumerable<string> Check(IReadOnlyList<ImageItem> images, OptionValues values)
    {
        if (All.SelectMany(rule => rule.Options).Any(values.IsWrong))
        {
            yield break;
        }

        var own = images.Where(image => image.Resolution is { } side && !values.Get(DatasetOptions.Resolutions).Contains(side));
        foreach (var image in own.DistinctBy(image => image.Resolution))
        {
            var side = image.Resolution!.Value;
            if ((BucketStep(values, side) ?? SmallestBucket(values, side) ?? LargestBucket(values, side)) is { } problem)
            {
                yield return $"{problem.TrimEnd('.')} of '{image.Name}'.";
            }
        }
    }

    /// <summary>A Resolution that the project writes beside others, which count in its place.</summary>
    public static string? Unheard(ProjectInput project, OptionValues values) => project.Writes(DatasetOptions.Resolution)
        && values.Get(DatasetOptions.Resolutions) is { Count: > 0 } sides && project.Properties[DatasetOptions.Resolution.Name].Trim() != Text($"{sides[0]}")
            ? $"Resolution is {project.Properties[DatasetOptions.Resolution.Name].Trim()}, and of Resolutions {values.Text(DatasetOptions.Resolutions)} "
            + "the largest counts in its place." : null;

    private static string? AtEach(OptionValues values, Func<OptionValues, int, string?> check) =>
        values.Get(DatasetOptions.Resolutions).Append(values.Get(DatasetOptions.Resolution)).Select(side => check(values, side)).OfType<string>()
            .FirstOrDefault();

    private static string? BucketsCross(OptionValues values) =>
        values.Get(DatasetOptions.EnableBucket) && values.Get(DatasetOptions.MinBucketReso) > values.Get(DatasetOptions.MaxBucketReso)
            ? Text($"MinBucketReso {values.Get(DatasetOptions.MinBucketReso)} is above MaxBucketReso {values.Get(DatasetOptions.MaxBucketReso)}.") : null;

    private static string? BucketStep(OptionValues values, int side) =>
        values.Get(DatasetOptions.EnableBucket) && values.Get(DatasetOptions.BucketResoSteps) > side
            ? Text($"BucketResoSteps {values.Get(DatasetOptions.BucketResoSteps)} is above Resolution {side}.") : null;

    // as kohya asserts it: the square of the resolution lies between the smallest and the largest bucket
    private static string? SmallestBucket(OptionValues values, int side)
    {
        var (step, min) = (values.Get(DatasetOptions.BucketResoSteps), values.Get(DatasetOptions.MinBucketReso));
        return values.Get(DatasetOptions.EnableBucket) && step <= side && min / step * step > side
            ? Text($"MinBucketReso {min} is above Resolution {side}.") : null;
    }

    private static string? LargestBucket(OptionValues values, int side)
    {
        var (step, max) = (values.Get(DatasetOptions.BucketResoSteps), values.Get(DatasetOptions.MaxBucketReso));
        return values.Get(DatasetOptions.EnableBucket) && step <= side && (max + step - 1) / step * step < side
            ? Text($"MaxBucketReso {max} is below Resolution {side}.") : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
