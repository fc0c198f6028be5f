namespace Lora.Build.Tasks;

/// <summary>Which progress is worth a line of a log: the first of every so many per cent, but no two lines within two seconds save the last.</summary>
internal sealed class ProgressLines(Func<TimeSpan> elapsed, int percent = 5)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private int _last;
    private TimeSpan _lastTime = TimeSpan.MinValue;

    /// <summary>True if this one is to be written.</summary>
    public bool Wants(int step, int total)
    {
        var part = (int)(100L * step / Math.Max(1, total) / percent);
        var waits = _lastTime != TimeSpan.MinValue && elapsed() - _lastTime < Pause && step < total;
        if (part <= _last || waits)
        {
            return false;
        }

        _last = part;
        _lastTime = elapsed();
        return true;
    }
}
