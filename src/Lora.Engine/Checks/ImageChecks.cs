using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Lora.Dataset;
using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What Validate looks for in the pictures: each by itself (safe for threads), then all together.</summary>
internal sealed class ImageChecks(StageRequest request, StageContext context, StageOutputs outputs)
{
    private const int EntryVersion = 1;

    private readonly BucketTable _buckets = SourceBuckets.Of(request.Values);
    private readonly ConcurrentDictionary<int, (int Width, int Height)> _sizes = [];

    internal void Check(ImageItem image)
    {
        if (image.Sha256.Length == 0 || SizeOf(image) is not { } size)
        {
            return;
        }

        var choice = _buckets.Select(size.Width, size.Height, SourceBuckets.NoUpscale(request.Values));
        if (choice is not { IsUsable: true } usable)
        {
            outputs.Report(DatasetDiagnostics.UnreadableImage.At(
                Invariant($"'{image.Name}' ({size.Width} x {size.Height}) is too small for a bucket, and BucketNoUpscale forbids to enlarge it."), image.Path));
            return;
        }

        _sizes[image.Index] = size;
        if (usable.ResizedWidth > size.Width || usable.ResizedHeight > size.Height)
        {
            outputs.Report(DatasetDiagnostics.ImageSmall.At(
                Invariant($"'{image.Name}' is {size.Width} x {size.Height} and is enlarged to {usable.ResizedWidth} x {usable.ResizedHeight}."), image.Path));
        }
    }

    internal void CheckTogether()
    {
        var present = request.Images.Where(image => image.Sha256.Length > 0);
        foreach (var twins in present.GroupBy(image => image.Sha256, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            var first = twins.First();
            foreach (var twin in twins.Skip(1))
            {
                outputs.Report(DatasetDiagnostics.DuplicateImage.At($"'{twin.Name}' is the same picture as '{first.Name}'.", twin.Path));
            }
        }

        if (!request.Get(DatasetOptions.EnableBucket))
        {
            CheckShapes();
            return;
        }

        var buckets = _sizes.GroupBy(pair => Bucket(pair.Value)).OrderBy(bucket => bucket.Key).ToList();
        if (buckets.Count > 0)
        {
            var spread = buckets.Select(bucket => Invariant($"{bucket.Key.Width}x{bucket.Key.Height}: {bucket.Count()}"));
            context.Events.Note($"buckets: {string.Join(", ", spread)}");
        }

        foreach (var bucket in buckets.Where(bucket => buckets.Count > 1 && bucket.Count() == 1))
        {
            var image = request.Images[bucket.First().Key];
            outputs.Report(DatasetDiagnostics.AloneInBucket.At(
                Invariant($"'{image.Name}' is alone in its bucket of {bucket.Key.Width}x{bucket.Key.Height}."), image.Path));
        }
    }

    private void CheckShapes()
    {
        var shapes = _sizes.Values.Select(size => Math.Round((double)size.Width / size.Height, 2)).Distinct().Count();
        if (shapes > 1)
        {
            outputs.Report(DatasetDiagnostics.MixedShapes.At(
                Invariant($"The images have {shapes} different shapes, and buckets are off."), request.Paths.ProjectFile));
        }
    }

    private (int Width, int Height) Bucket((int Width, int Height) size)
    {
        var choice = _buckets.Select(size.Width, size.Height, SourceBuckets.NoUpscale(request.Values))!.Value;
        return (choice.BucketWidth, choice.BucketHeight);
    }

    /// <summary>Decodes the whole picture, once for each content: damage often lies behind the header.</summary>
    private (int Width, int Height)? SizeOf(ImageItem image)
    {
        var key = new EntryKey("decodes", EntryVersion).With("codec", context.Codec.Name).With("image", image.Sha256).Hash();
        if (context.Store.ReadOnly(key) is { } known && Encoding.UTF8.GetString(known).Split('x') is [var storedWidth, var storedHeight])
        {
            return (int.Parse(storedWidth, CultureInfo.InvariantCulture), int.Parse(storedHeight, CultureInfo.InvariantCulture));
        }

        if (SourceImage.Read(image, outputs) is not { } file)
        {
            return null;
        }

        try
        {
            var picture = context.Codec.Decode(file);
            context.Store.RecordOnly(key, Encoding.UTF8.GetBytes(Invariant($"{picture.Width}x{picture.Height}")));
            return (picture.Width, picture.Height);
        }
        catch (ImageFormatException e)
        {
            outputs.Report(SourceImage.Finding(image, e));
            return null;
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
