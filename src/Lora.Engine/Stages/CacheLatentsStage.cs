using System.Globalization;
using System.Text;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Resized pictures to latents, one store entry a picture, and one of it mirrored where that is trained too (<see cref="LatentCache"/>). Its file,
/// <c>obj/.../latents.tsv</c>, lists them for people: picture, latent size, original size.
/// </summary>
internal sealed class CacheLatentsStage : EngineStage
{
    internal override Stage Row => Stage.CacheLatents;

    internal override void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave)
    {
        var cache = new LatentCache(request, context, outputs);
        var list = new StringBuilder();
        var progress = new ProgressReport(context.Events, Row, "images", request.Images.Count);
        foreach (var image in request.Images)
        {
            saveAndLeave.ThrowIfCancellationRequested();
            if (cache.Get(image) is { } latent && (!image.FlipAug || cache.Get(image, flipped: true) is not null))
            {
                list.Append(CultureInfo.InvariantCulture, $"{StageFiles.Picture(image)}\t{latent.Width}x{latent.Height}\t")
                    .Append(CultureInfo.InvariantCulture, $"{latent.OriginalWidth}x{latent.OriginalHeight}\n");
            }

            progress.Done();
        }

        context.Models.Release(ModelPart.Vae);
        outputs.Write(OutputRoot.Obj, "latents.tsv", list.ToString());
    }
}
