namespace Lora.Project;

/// <summary>
/// As many samples of regularization images as of training images: those that are too many are left out, and where there are too few all are repeated, one more
/// time in turn. Source: sd-scripts, train_util.DreamBoothDataset.
/// </summary>
internal static class RegularizationBalance
{
    /// <param name="images">The training images.</param>
    /// <param name="regularization">In the order in which they are taken; they follow the training images in data order.</param>
    public static IReadOnlyList<ImageItem> Of(IReadOnlyList<ImageItem> images, IReadOnlyList<ImageItem> regularization)
    {
        var wanted = images.Sum(image => (long)image.Repeats);
        var used = new List<ImageItem>();
        var samples = 0L;
        foreach (var image in regularization.TakeWhile(_ => samples < wanted))
        {
            used.Add(image);
            samples += image.Repeats;
        }

        // kohya lets the last one overshoot, and so do we
        var missing = Math.Max(0, wanted - samples);
        return [.. used.Select((image, i) => image with
        {
            Repeats = (int)Math.Min(image.Repeats + (missing / used.Count) + (i < missing % used.Count ? 1 : 0), int.MaxValue),
        })];
    }
}
