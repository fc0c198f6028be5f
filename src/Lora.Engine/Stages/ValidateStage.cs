using Lora.Diffusion;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Everything that would waste a training, from the sources and in one run: images, captions, base model. Missing files and wrong options are found before a
/// request is written and are not said again here.
/// </summary>
internal sealed class ValidateStage : EngineStage
{
    internal override Stage Row => Stage.Validate;

    internal override bool IsStored => false;

    internal override void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave)
    {
        var images = new ImageChecks(request, context, outputs);
        Parallel.ForEach(request.Images, new ParallelOptions { CancellationToken = saveAndLeave }, image =>
        {
            images.Check(image);
            CheckCaption(image, outputs);
        });
        images.CheckTogether();
        saveAndLeave.ThrowIfCancellationRequested();
        CheckBaseModel(request, context, outputs);
    }

    private static void CheckCaption(ImageItem image, StageOutputs outputs)
    {
        if (image.CaptionSha256.Length == 0 || SourceCaption.Read(image, outputs) is not { } caption)
        {
            return;
        }

        if (caption.Text.Length == 0)
        {
            outputs.Report(DatasetDiagnostics.CaptionEmpty.At($"The caption of '{image.Name}' is empty.", image.CaptionPath, 1, 1));
        }

        if (caption.HasMoreLines)
        {
            outputs.Report(DatasetDiagnostics.CaptionHasMoreLines.At($"The caption of '{image.Name}' goes on after its first line.", image.CaptionPath, 2, 1));
        }
    }

    // configs and headers: whether the weights are finite is found by who loads them
    private static void CheckBaseModel(StageRequest request, StageContext context, StageOutputs outputs)
    {
        if (!Directory.Exists(request.Paths.BaseModel))
        {
            return;
        }

        try
        {
            context.Models.Of(request).Check();
        }
        catch (CheckpointException e)
        {
            outputs.Report(ProjectDiagnostics.BaseModelNotUnderstood.At($"The base model cannot be used: {e.Problem}", e.File, e.Line));
        }
    }
}
