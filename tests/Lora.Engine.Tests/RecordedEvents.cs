using Lora.Project;

namespace Lora.Engine.Tests;

/// <summary>Keeps every event in order.</summary>
internal sealed class RecordedEvents : IEvents
{
    private readonly List<EngineEvent> _all = [];

    internal IReadOnlyList<EngineEvent> All
    {
        get
        {
            lock (_all)
            {
                return [.. _all];
            }
        }
    }

    internal IReadOnlyList<string> Codes => [.. All.OfType<FindingEvent>().Select(e => e.Finding.Code)];

    internal string Text => string.Join('\n', All.OfType<MessageEvent>().Select(e => e.Text));

    /// <summary>Told each event before it is kept.</summary>
    internal Action<EngineEvent> Heard { get; init; } = static _ => { };

    public void Send(EngineEvent message)
    {
        Heard(message);
        lock (_all)
        {
            _all.Add(message);
        }
    }
}
