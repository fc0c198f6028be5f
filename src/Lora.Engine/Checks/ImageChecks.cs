using System.Collections.Concurrent;
using Lora.Dataset;
using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What Validate looks for in the pictures, each by itself: safe for threads.</summary>
internal sealed class ImageChecks(StageRequest request, StageContext context, StageOutputs outputs)
{
    private readonly ResizedPictures _resized = new(request, context);
    private readonly MaskPictures _masks = new(request, context, outputs);
    private readonly MeasuredPictures _measured = new(request, context);
    private readonly QualityChecks _quality = new(request, outputs);
    private readonly ConcurrentDictionary<int, CheckedPicture> _pictures = [];

    // a default that stands in for a wrong value says nothing of buckets
    private readonly bool _hasBuckets = !request.AnyWrong(DatasetOptions.Resolution, DatasetOptions.EnableBucket, DatasetOptions.MinBucketReso,
        DatasetOptions.MaxBucketReso, DatasetOptions.BucketResoSteps, DatasetOptions.BucketNoUpscale, ResizeOptions.ResizeMode);

    /// <summary>Those that could be decoded, in data order.</summary>
    internal IReadOnlyList<CheckedPicture> Pictures => [.. _pictures.OrderBy(pair => pair.Key).Select(pair => pair.Value)];

    internal void Check(ImageItem image)
    {
        if (image.Sha256.Length == 0)
        {
            return;
        }

        try
        {
            if (_measured.Find(image) is { } known)
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

    // the whole picture, once for each content: damage often lies behind the header
    private void DecodeAndCheck(ImageItem image, byte[] file)
    {
        using var picture = _resized.Decode(image, file);
        Check(image, _measured.Make(image, file, picture));
        if (_hasBuckets && _resized.Find(image) is null && !Upscaler.Enlarges(request, picture.Info, _resized.Place(image, picture.Info)))
        {
            _resized.Make(image, picture);
        }
    }

    private void Check(ImageItem image, MeasuredPicture picture)
    {
        var info = picture.Info;
        outputs.Write(OutputRoot.Report, StageFiles.Thumbnail(image), picture.Thumbnail);
        _pictures[image.Index] = new CheckedPicture(image, info, picture.Measures, null);
        if (info.ForeignProfile is { } profile)
        {
            outputs.Report(DatasetDiagnostics.ForeignProfile.At($"'{image.Name}' has the colour profile '{profile}'.", image.Path));
        }

        if (ImageName.OtherFormat(image.Path, info.Format) is not null)
        {
            outputs.Report(DatasetDiagnostics.ImageMisnamed.At($"'{image.Name}' is a {info.Format} picture.", image.Path));
        }

        if (image.Face is { } face && (face.X >= info.Width || face.Y >= info.Height))
        {
            outputs.Report(ProjectDiagnostics.FaceNotTold.At(FormattableString.Invariant(
                $"The name of '{image.Name}' tells of a face at {face.X}, {face.Y}, outside of its {info.Width} x {info.Height} pixels."), image.Path));
        }

        _quality.Check(image, info, picture.Measures);
        if (_hasBuckets)
        {
            var place = _resized.Place(image, info);
            if (_masks.Get(image) is { } mask)
            {
                outputs.Write(OutputRoot.Report, StageFiles.MaskThumbnail(image), Thumbnail.Of(context.Codec.Decode(mask).Opaque()));
            }

            _pictures[image.Index] = new CheckedPicture(image, info, picture.Measures, place);
            _quality.Check(image, info, place);
        }
    }
}
