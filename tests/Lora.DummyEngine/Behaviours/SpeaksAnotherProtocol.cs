using Lora.Project;

namespace Lora.DummyEngine;

/// <summary>Is of another version.</summary>
internal sealed class SpeaksAnotherProtocol : Behaviour
{
    public override int Run()
    {
        Say(new HelloEvent(EngineEvent.ProtocolVersion + 1, "of the future"));
        Console.In.ReadToEnd();
        return 0;
    }

    protected override void Stage(StageRequest request) => throw new InvalidOperationException("never asked");
}
