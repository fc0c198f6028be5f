using Lora.Project;

namespace Lora.DummyEngine;

/// <summary>Trains until it is told to stop, then says so; counts how often it was told.</summary>
internal sealed class StopsWhenAsked : Behaviour
{
    protected override void Stage(StageRequest request)
    {
        Say(new MessageEvent("training", Important: true));
        while (Console.In.ReadLine() is { } line)
        {
            if (ProtocolLine.ReadCommand(line) is CancelCommand)
            {
                break;
            }
        }

        Say(new ResultEvent(new StageResult(request.Stage, request.Key, Success: false, Cancelled: true, FromStore: false, [], [])));
    }
}
