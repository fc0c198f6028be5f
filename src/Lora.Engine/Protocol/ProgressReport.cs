using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Counts what is done and says so, with the pace and the time left. Safe for threads.</summary>
internal sealed class ProgressReport(IEvents events, Stage stage, string unit, int total)
{
    private readonly Pace _pace = new(TimeProvider.System);
    private readonly Lock _lock = new();
    private int _done;

    /// <param name="count">Units that were done together.</param>
    internal void Done(int count = 1)
    {
        lock (_lock)
        {
            _done += count;
            _pace.Add(count);
            events.Send(new ProgressEvent(stage, _done, total, unit, Loss: null, _pace.Rate, _pace.SecondsFor(total - _done)));
        }
    }
}
