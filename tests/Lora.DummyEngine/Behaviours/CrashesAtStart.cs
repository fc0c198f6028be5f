using Lora.Project;

namespace Lora.DummyEngine;

/// <summary>Dies before it says hello.</summary>
internal sealed class CrashesAtStart : Behaviour
{
    public override int Run() => 7;

    protected override void Stage(StageRequest request) => throw new InvalidOperationException("never greeted");
}
