using System.Globalization;
using Lora.Project;

namespace Lora.Build.Tasks;

/// <summary>Progress in words: <c>Train 120/800 steps, loss 0.0843, 9.1 steps/s, 1:15 left</c>.</summary>
internal static class ProgressText
{
    public static string Of(ProgressEvent progress)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{progress.Stage} {progress.Step}/{progress.Total} {progress.Unit}");
        if (progress.Loss is { } loss)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", loss {loss:0.0000}");
        }

        if (progress.Rate > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", {progress.Rate:0.0} {progress.Unit}/s");
        }

        if (progress.SecondsLeft is { } seconds and >= 0 and < 1e9)
        {
            var left = TimeSpan.FromSeconds(Math.Round(seconds));
            text += string.Create(CultureInfo.InvariantCulture, $", {(int)left.TotalMinutes}:{left.Seconds:00} left");
        }

        return text;
    }
}
