using System.Diagnostics;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Counts what is done and says so, with the rate since the start and the time left. Safe for threads.</summary>
internal sealed class ProgressReport(IEvents events, Stage stage, string unit, int total)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();
    private int _done;

    internal void Done()
    {
        lock (_lock)
        {
            _done++;
            var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
            var rate = seconds > 0 ? _done / seconds : 0;
            events.Send(new ProgressEvent(stage, _done, total, unit, Loss: null, rate, rate > 0 ? (total - _done) / rate : null));
        }
    }
}
