using Lora.Project;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>Fetches the base model that the plan misses, and plans again. Called only when <see cref="PlanStages.IsBaseMissing"/>.</summary>
[MSBuildMultiThreadableTask]
public sealed partial class FetchBase : PlanningTask, ICancelableTask
{
    private const long Large = 64 << 20;

    private readonly CancellationTokenSource _cancelled = new();

    /// <summary>Idempotent and cheap, as <see cref="RunStage.Cancel"/>.</summary>
    public void Cancel() => _cancelled.Cancel();

    private protected override bool Run()
    {
        var build = (IBuildEngine4)BuildEngine;
        var session = BuildSession.Of(build, Path.TrimEndingDirectorySeparator(ObjDirectory));
        try
        {
            var path = Fetch(session.Plan.ToFetch!, new StageReporter(BuildEngine, Log, session.LiveProgress));
            if (new FileInfo(path).Length > Large)
            {
                // younger, its hash would not be remembered, and every stage would read it through again
                _cancelled.Token.WaitHandle.WaitOne(StatCache.Racy);
            }
        }
        catch (FetchException error)
        {
            Log.Log(error.Finding);
            SarifWriter.Write(session, BuildEngine, Log, session.Findings.Append(error.Finding));
            return false;
        }
        catch (OperationCanceledException)
        {
            Log.Log(EngineDiagnostics.Stopped.At("Fetching the base model was stopped.", session.Plan.Paths.ProjectFile));
            return false;
        }

        var read = Read(session.Input);
        session = session with { Plan = read.Plan, Keys = read.Keys, Findings = read.Findings, Locked = read.Locked };
        session.Register(build);
        Refresh(session);
        return !Log.HasLoggedErrors;
    }

    private string Fetch(BaseDownload download, StageReporter reporter)
    {
        var what = $"Fetch {download.Name}";
        var license = download.License.Length > 0 ? $" (licence: {download.License})" : "";
        reporter.Show(new MessageEvent($"Fetching the base model {download.Name} from {download.Address}{license}.", Important: true));
        return new BaseFetch(FetchLimits.Default, Environment.GetEnvironmentVariable).Run(
            download,
            progress =>
            {
                var (done, total) = (MiB(progress.Done), MiB(progress.Total));
                reporter.ShowProgress("Fetch", done, total, () => ProgressText.Of(what, done, total, "MiB", null, progress.Rate / (1 << 20),
                    progress.Rate > 0 ? (progress.Total - progress.Done) / progress.Rate : null));
            },
            text => reporter.Show(new MessageEvent(text, Important: true)),
            _cancelled.Token);
    }

    // the last piece too
    private static int MiB(long bytes) => (int)Math.Min((bytes + (1 << 20) - 1) >> 20, int.MaxValue);
}
