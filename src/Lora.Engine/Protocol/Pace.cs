namespace Lora.Engine;

/// <summary>
/// How fast steps follow each other. The first one compiles code and fills caches: time is measured from its end, so that the pace is right from the second
/// step on. A plain mean at first, then one that forgets what lies more than some twenty steps back.
/// </summary>
internal sealed class Pace(TimeProvider clock)
{
    private const double Window = 20;

    private long? _last;
    private int _measured;
    private double _seconds;

    /// <summary>Steps a second; 0 = not yet known.</summary>
    internal double Rate => _seconds > 0 ? 1 / _seconds : 0;

    /// <summary>Seconds that so many steps will take; null = not yet known.</summary>
    internal double? SecondsFor(int steps) => _measured > 0 ? steps * _seconds : null;

    /// <param name="count">Steps that ended together.</param>
    internal void Add(int count = 1)
    {
        var now = clock.GetTimestamp();
        if (_last is { } last)
        {
            _measured += count;
            _seconds += ((clock.GetElapsedTime(last, now).TotalSeconds / count) - _seconds) * Math.Min(1, count / Math.Min(_measured, Window));
        }

        _last = now;
    }

    /// <summary>What has passed since the last step is no part of the next one.</summary>
    internal void Resume() => _last = _last is null ? null : clock.GetTimestamp();
}
