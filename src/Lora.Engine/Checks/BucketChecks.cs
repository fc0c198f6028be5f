using System.Globalization;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>How the pictures spread over the buckets.</summary>
internal static class BucketChecks
{
    /// <summary>Reports what is alone, or cropped for want of buckets, and notes how many pictures each bucket has and what is cropped away.</summary>
    internal static void Check(IReadOnlyList<CheckedPicture> pictures, StageRequest request, StageContext context, StageOutputs outputs)
    {
        CheckedPicture[] placed = [.. pictures.Where(picture => picture.Place is not null)];
        if (placed.Length == 0)
        {
            return;
        }

        var most = placed.MaxBy(picture => picture.Place!.Value.CropLoss)!;
        var cropped = Invariant($"cropped away: {placed.Average(picture => picture.Place!.Value.CropLoss):0.0 %} on average")
            + (most.Place!.Value.CropLoss > 0 ? Invariant($", {most.Place!.Value.CropLoss:0.0 %} of '{most.Item.Name}'") : "");
        if (!request.Get(DatasetOptions.EnableBucket))
        {
            context.Events.Note(cropped);
            CheckShapes(placed, request, outputs);
            return;
        }

        var buckets = ByBucket(placed);
        var spread = buckets.Select(bucket => Invariant($"{bucket.Key.Width}x{bucket.Key.Height}: {bucket.Count()}"));
        context.Events.Note($"buckets: {string.Join(", ", spread)}; {cropped}");
        foreach (var bucket in buckets.Where(bucket => buckets.Count > 1 && bucket.Count() == 1))
        {
            var image = bucket.First().Item;
            outputs.Report(DatasetDiagnostics.AloneInBucket.At(
                Invariant($"'{image.Name}' is alone in its bucket of {bucket.Key.Width}x{bucket.Key.Height}."), image.Path));
        }
    }

    /// <summary>Pictures that are trained on, times repeats, of each bucket; empty where the bucket of one is not known.</summary>
    internal static IReadOnlyList<int> Samples(IReadOnlyList<CheckedPicture> pictures, StageRequest request) =>
        pictures.Count(picture => picture.Place is not null) < request.Images.Count ? []
            : [.. ByBucket(pictures.Where(picture => !picture.Item.IsValidation)).Select(bucket => bucket.Sum(picture => picture.Item.Repeats))];

    private static List<IGrouping<(int Width, int Height), CheckedPicture>> ByBucket(IEnumerable<CheckedPicture> placed) =>
        [.. placed.GroupBy(picture => (Width: picture.Place!.Value.BucketWidth, Height: picture.Place!.Value.BucketHeight)).OrderBy(bucket => bucket.Key)];

    private static void CheckShapes(CheckedPicture[] pictures, StageRequest request, StageOutputs outputs)
    {
        var shapes = pictures.Select(picture => Math.Round((double)picture.Info.Width / picture.Info.Height, 2)).Distinct().Count();
        if (shapes > 1)
        {
            outputs.Report(DatasetDiagnostics.MixedShapes.At(
                Invariant($"The images have {shapes} different shapes, and buckets are off."), request.PlaceOf(DatasetOptions.EnableBucket)));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
