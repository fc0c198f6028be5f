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
    private int? _first;
    private int _last;

    /// <summary>What the engine found, in the order of its events.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>The steps that were done and told of.</summary>
    public int Steps => _first is { } first ? _last - first + 1 : 0;

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
            case ProgressEvent progress:
                (_first, _last) = (_first ?? progress.Step, progress.Step);
                ShowProgress(progress.Stage.Name, progress.Step, progress.Total, () => ProgressText.Of(progress));
                break;
        }
    }

    /// <summary>Shows how far something is, as often as the terminal or the log can bear.</summary>
    public void ShowProgress(string what, int step, int total, Func<string> text)
    {
        if (!live)
        {
            _lines ??= new ProgressLines(() => _clock.Elapsed);
            if (_lines.Wants(step, total))
            {
                log.LogMessage(MessageImportance.High, "{0}", text());
            }
        }
        else if (_clock.Elapsed - _lastFrame >= Frame || step == total)
        {
            _lastFrame = _clock.Elapsed;
            LiveLine.Show(engine, what, text());
        }
    }

    /// <summary>A line of the engine that is no event: what a library printed, or its error stream.</summary>
    public void ShowText(string line) => log.LogMessage(MessageImportance.Low, "{0}", line);
}
