using Lora.Project;

namespace Lora.DummyEngine;

/// <summary>Does what it is told, with an event of each kind, a line of unknown type and one that is no event.</summary>
internal sealed class Behaves : Behaviour
{
    protected override void Stage(StageRequest request)
    {
        SayText("a library says hello\n{\"type\":\"of the future\",\"x\":1}\n");
        Console.Error.WriteLine("on the error stream");
        Say(new MessageEvent("the plan: 14 images", Important: true));
        for (var step = 1; step <= 4; step++)
        {
            Say(new ProgressEvent(request.Stage, step, 4, "steps", 0.1, 2, 4 - step));
        }

        Finish(request);
    }
}
