using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// Caption files to captions as they are trained, <c>obj/.../captions/NN.txt</c>: the trigger first; one line, or
/// with wildcards as many as there are to choose from, and no line break at the end.
/// </summary>
internal sealed class TagStage : EngineStage
{
    internal override Stage Row => Stage.Tag;

    internal override void Run(StageRequest request, StageContext context, StageOutputs outputs, CancellationToken saveAndLeave)
    {
        foreach (var image in request.Images)
        {
            saveAndLeave.ThrowIfCancellationRequested();
            if (SourceCaption.Read(image, outputs) is { } caption)
            {
                outputs.Write(OutputRoot.Obj, StageFiles.Caption(image), SourceCaption.Tagged(caption, image, request));
            }
        }
    }
}
