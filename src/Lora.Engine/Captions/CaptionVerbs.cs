using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// The targets ShowCaptions and WriteCaptions: no stage of a build, but what stage Tag makes, shown or written back to the sources when a user asks for it.
/// </summary>
internal static class CaptionVerbs
{
    internal static void Run(CaptionWork work, StageRequest request, StageOutputs outputs, Action<string> say)
    {
        if (work.Record.Length > 0)
        {
            new CaptionWriter(request, outputs, say).Write(work);
        }
        else
        {
            new CaptionPreview(request, outputs, say).Print();
        }
    }
}
