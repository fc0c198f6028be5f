using Lora.Imaging;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Source pictures to bucket-sized PNG files, <c>obj/.../images/NN.png</c>: upright RGB, brought to cover the bucket, cropped to its centre. One cache entry a
/// picture. Beside them <c>masks/NN.png</c> of those whose loss has a mask.
/// </summary>
internal sealed class ResizeStage : EngineStage
{
    internal override Stage Row => Stage.Resize;

    internal override void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave)
    {
        var resized = new ResizedPictures(request, context);
        var masks = new MaskPictures(request, context, outputs);
        using var upscaler = new Upscaler(request, context);
        var progress = new ProgressReport(context.Events, Row, "images", request.Images.Count);
        Parallel.ForEach(request.Images, new ParallelOptions { CancellationToken = saveAndLeave }, image =>
        {
            if ((resized.Find(image) ?? Make(image, request, resized, upscaler, context, outputs, saveAndLeave)) is { } png)
            {
                outputs.Write(OutputRoot.Obj, StageFiles.Picture(image), png);
            }

            if (masks.Get(image) is { } mask)
            {
                outputs.Write(OutputRoot.Obj, StageFiles.Mask(image), mask);
            }

            progress.Done();
        });
    }

    private static byte[]? Make(
        ImageItem image, StageRequest request, ResizedPictures resized, Upscaler upscaler, StageContext context, StageOutputs outputs,
        CancellationToken saveAndLeave)
    {
        if (SourceImage.Read(image, outputs) is not { } file)
        {
            return null;
        }

        try
        {
            using var source = resized.Decode(image, file);
            if (!Upscaler.Enlarges(request, source.Info, resized.Place(image, source.Info)))
            {
                return resized.Make(image, source);
            }

            using var larger = upscaler.Enlarge(image, source, saveAndLeave);
            return resized.Make(image, larger, source.Info);
        }
        catch (ImageFormatException e)
        {
            outputs.Report(SourceImage.Finding(image, e));
            return null;
        }
    }
}
