using System.Diagnostics;
using System.Globalization;
using Lora.Project;

namespace Lora.Engine;

/// <summary>Events as lines for people, for a stage run without MSBuild: findings as compilers print them, progress at most every two seconds.</summary>
internal sealed class TextEvents(TextWriter output) : IEvents
{
    private readonly Lock _lock = new();
    private long _lastProgress;

    public void Send(EngineEvent message)
    {
        var text = message switch
        {
            MessageEvent line => line.Text,
            FindingEvent found => found.Finding.ToString(),
            ProgressEvent progress => Progress(progress),
            ResultEvent ended => Ended(ended.Result),
            _ => null,
        };
        if (text is null)
        {
            return;
        }

        lock (_lock)
        {
            output.WriteLine(text);
        }
    }

    private string? Progress(ProgressEvent progress)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            if (progress.Step < progress.Total && _lastProgress != 0 && Stopwatch.GetElapsedTime(_lastProgress, now).TotalSeconds < 2)
            {
                return null;
            }

            _lastProgress = now;
        }

        return ProgressText.Of(progress);
    }

    private static string Ended(StageResult result) =>
        result.Cancelled ? $"{result.Stage}: stopped"
        : !result.Success ? $"{result.Stage}: failed"
        : string.Create(CultureInfo.InvariantCulture, $"{result.Stage}: done, {result.Outputs.Count} files{(result.FromStore ? " from the store" : "")}");
}
