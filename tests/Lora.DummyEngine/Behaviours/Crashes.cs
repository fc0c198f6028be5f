using Lora.Project;

namespace Lora.DummyEngine;

/// <summary>Dies in the middle of a stage.</summary>
internal sealed class Crashes : Behaviour
{
    protected override void Stage(StageRequest request)
    {
        Console.Error.WriteLine("something terrible.");
        Console.Error.Flush();
        Environment.Exit(134);
    }
}
