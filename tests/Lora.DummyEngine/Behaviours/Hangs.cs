using Lora.Project;

namespace Lora.DummyEngine;

/// <summary>Never ends a stage, and does not hear that it shall stop.</summary>
internal sealed class Hangs : Behaviour
{
    protected override void Stage(StageRequest request)
    {
        Say(new MessageEvent("hanging", Important: true));
        Thread.Sleep(Timeout.Infinite);
    }
}
