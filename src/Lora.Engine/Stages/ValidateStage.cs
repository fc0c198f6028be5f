using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Everything that would waste a training, from the sources and in one run: images, captions, prompts, base model. Missing files and what the options alone
/// show are found before a request is written and are not said again here.
/// </summary>
internal sealed class ValidateStage : EngineStage
{
    internal override Stage Row => Stage.Validate;

    internal override void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave)
    {
        var images = new ImageChecks(request, context, outputs);
        var captions = new CaptionChecks(request, outputs);
        Parallel.ForEach(request.Images, new ParallelOptions { CancellationToken = saveAndLeave }, image =>
        {
            images.Check(image);
            if (!image.IsAgain)
            {
                captions.Check(image);
            }
        });
        var pictures = images.Pictures;
        var alike = new DuplicateChecks(request, outputs).Check(pictures);
        BucketChecks.Check(pictures, request, context, outputs);
        captions.CheckTogether();
        PictureModelChecks.Check(request, outputs);
        saveAndLeave.ThrowIfCancellationRequested();
        if (ModelChecks.Open(request, context, outputs) is { } model)
        {
            ModelChecks.CheckOptions(request, model, outputs);
            PredictionChecks.Check(request, model, outputs);
            NetworkChecks.Check(request, model, outputs);
            captions.CheckLengths(model);
            PromptChecks.Check(request, model, outputs);
            LoraChecks.Check(request, model, outputs);
            StepChecks.Check(request, BucketChecks.Samples(pictures, request), model.Family, outputs);
        }

        // with what was found, errors too
        DatasetReport.Write(request, pictures, alike, captions.Tagged, outputs);
    }
}
