using System.Globalization;

namespace Lora.Project;

/// <summary>
/// Progress in words: <c>Train 120/800 steps, loss 0.0843, 9.1 steps/s, 1:15 left</c>; slow work counts the other way round, <c>27.1 s/step</c>.
/// </summary>
public static class ProgressText
{
    /// <summary>The line of an event.</summary>
    public static string Of(ProgressEvent progress) =>
        Of(progress.Stage.Name, progress.Step, progress.Total, progress.Unit, progress.Loss, progress.Rate, progress.SecondsLeft);

    /// <summary>The same for what no stage does; <paramref name="rate"/> 0 and null elsewhere are left out.</summary>
    public static string Of(string what, int step, int total, string unit, double? loss, double rate, double? secondsLeft)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{what} {step}/{total} {unit}");
        if (loss is not null)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", loss {loss:0.0000}");
        }

        if (rate > 0)
        {
            text += $", {Rate(rate, unit)}";
        }

        if (secondsLeft is { } seconds and >= 0 and < 1e9)
        {
            var left = TimeSpan.FromSeconds(Math.Round(seconds));
            text += left.TotalHours >= 1
                ? string.Create(CultureInfo.InvariantCulture, $", {(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00} left")
                : string.Create(CultureInfo.InvariantCulture, $", {left.Minutes}:{left.Seconds:00} left");
        }

        return text;
    }

    /// <summary><c>9.1 steps/s</c>; below one a second <c>27.1 s/step</c>.</summary>
    /// <param name="rate">Units a second, above 0.</param>
    /// <param name="unit">What is counted, plural.</param>
    public static string Rate(double rate, string unit) => rate >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{rate:0.0} {unit}/s")
        : string.Create(CultureInfo.InvariantCulture, $"{1 / rate:0.0} s/{unit.TrimEnd('s')}");
}
