using System.Diagnostics;
using Lora.Project;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Lora.Build.Tasks;

/// <summary>Shows a stage's events: one live line in a terminal, a line every few per cent in a log.</summary>
internal sealed class StageReporter(IBuildEngine engine, TaskLoggingHelper log, bool live)
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<Finding> _findings = [];
    private ProgressLines? _lines;
    private TimeSpan _lastFrame = -Frame;

    /// <summary>What the engine found, in the order of its events.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Shows one event; findings are kept for the task.</summary>
    public void Show(EngineEvent message)
    {
        switch (message)
        {
            case FindingEvent finding:
                _findings.Add(finding.Finding);
                break;
            case MessageEvent { Important: true } text when live:
                LiveLine.Keep(engine, text.Text);
                break;
            case MessageEvent text:
                log.LogMessage(text.Important ? MessageImportance.High : MessageImportance.Normal, "{0}", text.Text);
                break;
            case ProgressEvent progress when live:
                if (_clock.Elapsed - _lastFrame >= Frame || progress.Step == progress.Total)
                {
                    _lastFrame = _clock.Elapsed;
                    LiveLine.Show(engine, progress.Stage.Name, ProgressText.Of(progress));
                }

                break;
            case ProgressEvent progress:
                _lines ??= new ProgressLines(() => _clock.Elapsed);
                if (_lines.Wants(progress))
                {
                    log.LogMessage(MessageImportance.High, "{0}", ProgressText.Of(progress));
                }

                break;
        }
    }

    /// <summary>A line of the engine that is no event: what a library printed, or its error stream.</summary>
    public void ShowText(string line) => log.LogMessage(MessageImportance.Low, "{0}", line);
}
