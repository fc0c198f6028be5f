using System.Globalization;
using Lora.Dataset;
using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// What is worth a second look in one picture (docs/quality.md): a check that is off, or whose threshold is no value, says nothing. Safe for threads.
/// </summary>
internal sealed class QualityChecks(StageRequest request, StageOutputs outputs)
{
    /// <summary>A corner counts as a watermark where it looks like text and the rest of the picture, by this much, does not.</summary>
    private const double WatermarkContrast = 4;

    /// <summary>What the pixels show.</summary>
    internal void Check(ImageItem image, ImageInfo info, PictureMeasures measures)
    {
        if (IsOn(QualityOptions.CheckFlat, QualityOptions.FlatThreshold) && measures.Deviation < request.Get(QualityOptions.FlatThreshold))
        {
            // nothing else that could be said of it is worth it
            Report(DatasetDiagnostics.ImageFlat, image, $"'{image.Name}' is empty: its grey levels spread by {measures.Deviation:0.0} of 255.");
            return;
        }

        if (IsOn(QualityOptions.CheckBlur, QualityOptions.BlurThreshold) && measures.Sharpness < request.Get(QualityOptions.BlurThreshold))
        {
            Report(DatasetDiagnostics.ImageBlurred, image, $"'{image.Name}' is blurred: its sharpest part has a variance of {measures.Sharpness:0.0}.");
        }

        CheckCompression(image, measures);
        if (IsOn(QualityOptions.CheckBorders, QualityOptions.BorderThreshold)
            && measures.Border.Opposite(info.Width, info.Height) is > 0 and var share && share >= request.Get(QualityOptions.BorderThreshold))
        {
            var (left, top, right, bottom) = (measures.Border.Left, measures.Border.Top, measures.Border.Right, measures.Border.Bottom);
            Report(DatasetDiagnostics.ImageHasBorder, image,
                $"'{image.Name}' has a border: {left} pixels at the left, {top} at the top, {right} at the right, {bottom} at the bottom.");
        }

        CheckText(image, measures.Text);
    }

    /// <summary>What becomes of it in its bucket.</summary>
    internal void Check(ImageItem image, ImageInfo info, BucketChoice place)
    {
        if (IsOn(QualityOptions.CheckSize, QualityOptions.SizeThreshold))
        {
            if (place.ResizedWidth > info.Width || place.ResizedHeight > info.Height)
            {
                Report(DatasetDiagnostics.ImageSmall, image,
                    $"'{image.Name}' is {info.Width} x {info.Height} and is enlarged to {place.ResizedWidth} x {place.ResizedHeight}.");
            }
            else if (Math.Max(info.Width, info.Height) < request.Get(QualityOptions.SizeThreshold))
            {
                Report(DatasetDiagnostics.ImageVerySmall, image, $"'{image.Name}' is {info.Width} x {info.Height}.");
            }
        }

        // without buckets all of a wrong shape are cropped, which is said once
        if (request.Get(DatasetOptions.EnableBucket) && IsOn(QualityOptions.CheckCrop, QualityOptions.CropThreshold)
            && place.CropLoss > request.Get(QualityOptions.CropThreshold))
        {
            Report(DatasetDiagnostics.ImageCropped, image,
                $"'{image.Name}' is {info.Width} x {info.Height}: its bucket of {place.BucketWidth}x{place.BucketHeight} leaves out {place.CropLoss:0 %}.");
        }
    }

    private void CheckCompression(ImageItem image, PictureMeasures measures)
    {
        if (IsOn(QualityOptions.CheckCompression, QualityOptions.JpegQualityThreshold)
            && measures.JpegQuality is { } quality && quality < request.Get(QualityOptions.JpegQualityThreshold))
        {
            Report(DatasetDiagnostics.ImageCompressed, image, $"'{image.Name}' is heavily compressed: it was saved with a JPEG quality of about {quality}.");
        }
        else if (IsOn(QualityOptions.CheckCompression, QualityOptions.BlockinessThreshold)
            && measures.Blocks > request.Get(QualityOptions.BlockinessThreshold))
        {
            Report(DatasetDiagnostics.ImageCompressed, image,
                $"'{image.Name}' is heavily compressed: steps at the borders of JPEG's blocks are {measures.Blocks:0.0} times as large as others.");
        }
    }

    private void CheckText(ImageItem image, TextTraces text)
    {
        if (!IsOn(QualityOptions.CheckText, QualityOptions.TextThreshold))
        {
            return;
        }

        var threshold = request.Get(QualityOptions.TextThreshold);
        if (text.Share > threshold)
        {
            Report(DatasetDiagnostics.ImageHasText, image, $"'{image.Name}' looks like text in {text.Share:0 %} of its area.");
        }
        else if (text.Corner > threshold && text.Corner > WatermarkContrast * text.Elsewhere)
        {
            Report(DatasetDiagnostics.ImageHasText, image, $"'{image.Name}' seems to have a watermark in a corner.");
        }
    }

    private bool IsOn(Option<bool> check, Option threshold) => request.Get(check) && !request.AnyWrong(check, threshold);

    private void Report(Descriptor rule, ImageItem image, FormattableString problem) =>
        outputs.Report(rule.At(problem.ToString(CultureInfo.InvariantCulture), image.Path));
}
