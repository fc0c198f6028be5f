using System.Globalization;
using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// Says after ten steps how long the whole build will take, training and samples, and says it again when it turns out to be more than a fifth off.
/// </summary>
/// <param name="events">Told.</param>
/// <param name="clock">Measures.</param>
/// <param name="samples">What the samples cost, in steps of the training (<see cref="SampleCost"/>).</param>
internal sealed class BuildEstimate(IEvents events, TimeProvider clock, double samples)
{
    // the first ones compile code and fill caches
    private const int AfterSteps = 10;
    private const double Off = 0.2;

    private readonly long _start = clock.GetTimestamp();
    private int _steps;
    private double _said;
    private double _toDraw = samples;
    private double _drawn;

    /// <summary>Some of the samples, between two steps.</summary>
    /// <param name="cost">Theirs, in steps of the training.</param>
    /// <param name="draw">Draws them.</param>
    internal void Draw(double cost, Action draw)
    {
        var start = clock.GetTimestamp();
        draw();
        _drawn += clock.GetElapsedTime(start).TotalSeconds;
        _toDraw = Math.Max(0, _toDraw - cost);
    }

    /// <param name="pace">Of the steps so far, this one too.</param>
    /// <param name="stepsLeft">Behind this one.</param>
    internal void OnStep(Pace pace, int stepsLeft)
    {
        _steps++;
        if (_steps < AfterSteps || pace.SecondsFor(stepsLeft) is not { } left)
        {
            return;
        }

        var training = clock.GetElapsedTime(_start).TotalSeconds - _drawn + left;
        var drawing = _drawn + (_toDraw / pace.Rate);
        var total = training + drawing;
        if (_said > 0 && Math.Abs(total - _said) <= Off * _said)
        {
            return;
        }

        var than = _said == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $", {Math.Abs((total / _said) - 1) * 100:0} % {(total > _said ? "more" : "less")} than said before");
        var parts = drawing > 0 ? $": training {Duration.Text(training)}, samples {Duration.Text(drawing)}," : "";
        events.Say($"  time: about {Duration.Text(total)}{than}{parts} at {ProgressText.Rate(pace.Rate, "steps")}");
        _said = total;
    }
}
