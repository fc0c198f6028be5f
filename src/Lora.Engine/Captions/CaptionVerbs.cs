using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// The targets ShowCaptions and WriteCaptions: no stage of a build, but what stage Tag makes, shown or written back to the sources when a user asks for it.
/// </summary>
internal static class CaptionVerbs
{
    internal static void Run(CaptionWork work, StageRequest request, StageContext context, StageOutputs outputs, CancellationToken stop)
    {
        // a caption is that of its picture at every resolution
        request = request with { Images = [.. request.Images.Where(image => !image.IsAgain)] };
        var captions = new ModelCaptions(request, context, outputs);
        captions.Make(stop);
        if (work.Record.Length > 0)
        {
            new CaptionRewriter(request, captions, outputs, context.Events.Say).Write(work);
        }
        else
        {
            new CaptionPreview(request, captions, context.Events.Say).Print();
        }
    }
}
