using Lora.Project;

namespace Lora.DummyEngine;

/// <summary>Works, but does not leave when its input ends.</summary>
internal sealed class LeavesSlowly : Behaviour
{
    public override int Run()
    {
        base.Run();
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    protected override void Stage(StageRequest request) => Finish(request);
}
