using Lora.Project;

namespace Lora.DummyEngine;

/// <summary>Never says hello.</summary>
internal sealed class HangsAtStart : Behaviour
{
    public override int Run()
    {
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    protected override void Stage(StageRequest request) => throw new InvalidOperationException("never greeted");
}
