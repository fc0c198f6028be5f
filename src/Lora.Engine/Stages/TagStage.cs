using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Caption files, or what a tagger or captioner sees in the pictures, to captions as they are trained, <c>obj/.../captions/NN.txt</c>: the trigger first; one
/// line, or with wildcards as many as there are to choose from, and no line break at the end.
/// </summary>
internal sealed class TagStage : EngineStage
{
    internal override Stage Row => Stage.Tag;

    internal override void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave)
    {
        var captions = new ModelCaptions(request, context, outputs);
        captions.Make(saveAndLeave);
        foreach (var image in request.Images)
        {
            saveAndLeave.ThrowIfCancellationRequested();
            if (captions.Read(image) is { } caption)
            {
                outputs.Write(OutputRoot.Obj, StageFiles.Caption(image), SourceCaption.Tagged(caption, image, request));
            }
        }
    }
}
