using Lora.Project;

namespace Lora.DummyEngine;

/// <summary>Is killed while it writes its result.</summary>
internal sealed class SaysHalfALine : Behaviour
{
    protected override void Stage(StageRequest request)
    {
        SayText("{\"type\":\"result\",\"result\":{\"stage\":\"Tr");
        Environment.Exit(137);
    }
}
