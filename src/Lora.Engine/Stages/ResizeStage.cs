using Lora.Dataset;
using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Source pictures to bucket-sized PNG files, <c>obj/.../images/NN.png</c>: upright RGB, Lanczos to cover the bucket, centre crop. One cache entry a picture.
/// </summary>
internal sealed class ResizeStage : EngineStage
{
    private const int EntryVersion = 1;

    internal override Stage Row => Stage.Resize;

    internal override void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave)
    {
        var buckets = SourceBuckets.Of(request.Values);
        var progress = new ProgressReport(context.Events, Row, "images", request.Images.Count);
        Parallel.ForEach(request.Images, new ParallelOptions { CancellationToken = saveAndLeave }, image =>
        {
            if (Prepared(image, request.Values, buckets, context, outputs) is { } png)
            {
                outputs.Write(OutputRoot.Obj, StageFiles.Picture(image), png);
            }

            progress.Done();
        });
    }

    private static byte[]? Prepared(ImageItem image, OptionValues parameters, BucketTable buckets, StageContext context, StageOutputs outputs)
    {
        var key = new EntryKey("resized", EntryVersion).With("codec", context.Codec.Name).With("algorithm", ImagePreparation.Version)
            .With("image", image.Sha256).WithBuckets(parameters).Hash();
        if (context.Store.ReadOnly(key) is { } stored)
        {
            return stored;
        }

        if (SourceImage.Read(image, outputs) is not { } file)
        {
            return null;
        }

        try
        {
            var picture = ImagePreparation.Prepare(context.Codec.Decode(file), buckets, SourceBuckets.NoUpscale(parameters));
            var png = context.Codec.EncodePng(picture);
            context.Store.RecordOnly(key, png);
            return png;
        }
        catch (ImageFormatException e)
        {
            outputs.Report(SourceImage.Finding(image, e));
            return null;
        }
    }
}
