using System.Collections.Concurrent;
using System.Globalization;
using Lora.Dataset;
using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What Validate looks for in the pictures: each by itself (safe for threads), then all together.</summary>
internal sealed class ImageChecks(StageRequest request, StageContext context, StageOutputs outputs)
{
    private readonly ResizedPictures _resized = new(request, context);
    private readonly DecodedPictures _decoded = new(request, context);
    private readonly ConcurrentDictionary<int, ImageInfo> _infos = [];

    // a default that stands in for a wrong value says nothing of buckets
    private readonly bool _hasBuckets = !request.AnyWrong(DatasetOptions.Resolution, DatasetOptions.EnableBucket, DatasetOptions.MinBucketReso,
        DatasetOptions.MaxBucketReso, DatasetOptions.BucketResoSteps, DatasetOptions.BucketNoUpscale, ResizeOptions.ResizeMode);

    /// <summary>Pictures times repeats of each bucket; empty where the bucket of one is not known.</summary>
    internal IReadOnlyList<int> SamplesOfBuckets => _infos.Count < request.Images.Count ? []
        : [.. _infos.GroupBy(pair => Bucket(pair.Value)).OrderBy(bucket => bucket.Key).Select(bucket => bucket.Sum(pair => request.Images[pair.Key].Repeats))];

    internal void Check(ImageItem image)
    {
        if (image.Sha256.Length == 0)
        {
            return;
        }

        try
        {
            if (_decoded.Find(image) is { } known)
            {
                Check(image, known);
            }
            else if (SourceImage.Read(image, outputs) is { } file)
            {
                DecodeAndCheck(image, file);
            }
        }
        catch (ImageFormatException e)
        {
            outputs.Report(SourceImage.Finding(image, e));
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

        var buckets = _infos.GroupBy(pair => Bucket(pair.Value)).OrderBy(bucket => bucket.Key).ToList();
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

    // the whole picture, once for each content: damage often lies behind the header
    private void DecodeAndCheck(ImageItem image, byte[] file)
    {
        using var picture = _hasBuckets ? _resized.Decode(file) : context.Codec.Decode(file);
        _decoded.Add(image, picture.Info);
        Check(image, picture.Info);
        if (_hasBuckets && _resized.Find(image) is null && !Upscaler.Enlarges(request, picture.Info, _resized.Place(picture.Info)))
        {
            _resized.Make(image, file, picture);
        }
    }

    private void Check(ImageItem image, ImageInfo info)
    {
        if (info.ForeignProfile is { } profile)
        {
            outputs.Report(DatasetDiagnostics.ForeignProfile.At($"'{image.Name}' has the colour profile '{profile}'.", image.Path));
        }

        if (ImageName.OtherFormat(image.Path, info.Format) is not null)
        {
            outputs.Report(DatasetDiagnostics.ImageMisnamed.At($"'{image.Name}' is a {info.Format} picture.", image.Path));
        }

        if (!_hasBuckets)
        {
            return;
        }

        var place = _resized.Place(info);
        _infos[image.Index] = info;
        if (place.ResizedWidth > info.Width || place.ResizedHeight > info.Height)
        {
            outputs.Report(DatasetDiagnostics.ImageSmall.At(
                Invariant($"'{image.Name}' is {info.Width} x {info.Height} and is enlarged to {place.ResizedWidth} x {place.ResizedHeight}."), image.Path));
        }
    }

    private void CheckShapes()
    {
        var shapes = _infos.Values.Select(info => Math.Round((double)info.Width / info.Height, 2)).Distinct().Count();
        if (shapes > 1)
        {
            outputs.Report(DatasetDiagnostics.MixedShapes.At(
                Invariant($"The images have {shapes} different shapes, and buckets are off."), request.PlaceOf(DatasetOptions.EnableBucket)));
        }
    }

    private (int Width, int Height) Bucket(ImageInfo info)
    {
        var place = _resized.Place(info);
        return (place.BucketWidth, place.BucketHeight);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
