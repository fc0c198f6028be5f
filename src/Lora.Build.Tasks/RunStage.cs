using System.Diagnostics;
using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>Runs one stage in the build's engine. Called only when the stage's key says that there is something to do.</summary>
[MSBuildMultiThreadableTask]
public sealed partial class RunStage : LoraTask, ICancelableTask
{
    private readonly CancellationTokenSource _cancelled = new();

    /// <summary>For tests of slow and hanging engines.</summary>
    internal EngineLimits Limits { get; init; } = EngineLimits.Default;

    /// <summary>Idempotent and cheap: MSBuild may call it hundreds of times.</summary>
    public void Cancel()
    {
        if (!_cancelled.IsCancellationRequested)
        {
            _cancelled.Cancel();
        }
    }

    private protected override bool Run()
    {
        var build = (IBuildEngine4)BuildEngine;
        var objDirectory = Path.TrimEndingDirectorySeparator(ObjDirectory);
        var session = BuildSession.Of(build, objDirectory);
        var stage = Vocabulary.Stage.Find(Stage) ?? throw new ArgumentException($"there is no stage {Stage}");
        var files = new StageFiles(session.Plan.Paths, stage);
        var reporter = new StageReporter(BuildEngine, Log, session.LiveProgress);
        NewFile.TryDelete(files.Result);
        StageResult? result = null;
        Finding? failure = null;
        var clock = new Stopwatch();
        try
        {
            NewFile.Write(files.Request, StageJson.Write(Request(stage, session)));
            var start = EngineEnvironment.StartInfo(session.Engine, session.Plan.Paths.ProjectDirectory);
            result = SharedEngine.Of(build, session.Engine).Use(start, Limits, engine =>
            {
                using var registration = _cancelled.Token.Register(engine.Cancel);
                clock.Start();
                return engine.Run(files.Request, reporter.Show, reporter.ShowText);
            });
        }
        catch (EngineException error)
        {
            failure = error.Finding;
        }
        catch (PackageException error)
        {
            failure = EngineDiagnostics.PackageMissing.At(error.Message, error.File);
        }

        var reported = Report(stage, session, reporter.Findings);
        if (_cancelled.IsCancellationRequested && result is not { Success: true })
        {
            Log.Log(EngineDiagnostics.Stopped.At($"{stage} was stopped.", session.Plan.Paths.ProjectFile));
            return false;
        }

        if (failure is not null)
        {
            Log.Log(failure.File is null ? failure with { File = session.Plan.Paths.ProjectFile } : failure);
        }

        if (stage == Vocabulary.Stage.Validate)
        {
            SarifWriter.Write(session, BuildEngine, Log, [.. session.Findings, .. reported, .. failure is null ? (Finding[])[] : [failure]]);
        }

        var finished = DateTime.UtcNow;
        var isRecorded = result is { Success: true } && !Log.HasLoggedErrors
            && (stage != Vocabulary.Stage.Train || ProvenanceWriter.Write(session, result, finished - clock.Elapsed, finished, Log));
        if (result is { Success: true } && isRecorded)
        {
            Keep(files, result, result.FromStore ? null : new StageTime(clock.Elapsed.TotalSeconds, reporter.Steps));
        }
        else if (result is { Success: false } && !Log.HasLoggedErrors)
        {
            Log.Log(EngineDiagnostics.EngineFault.At($"{stage} failed without saying why.", session.Plan.Paths.ProjectFile));
        }

        return !Log.HasLoggedErrors;
    }

    // only a stage that runs asks where the packages lie: a build that has nothing to do reads nothing of them
    internal static StageRequest Request(Stage stage, BuildSession session)
    {
        var request = session.Plan.Request(stage, session.Keys);
        if (stage == Vocabulary.Stage.Validate)
        {
            request = request with { Findings = OfImages(session) };
        }

        return session.EnginePackages.Count > 0 && Tool.Used(stage.Tools, session.Plan.Options).Any(used => used.Tool != Tool.Codec)
            ? request with { EnginePackages = PackageFolders.Of(session.AssetsFile, session.EnginePackages) }
            : request;
    }

    // whatever else was found may change without Validate's key
    private static Finding[] OfImages(BuildSession session)
    {
        var files = session.Plan.Images.SelectMany(image => (string[])[image.Path, image.CaptionPath, image.MaskPath]).ToHashSet(StringComparer.Ordinal);
        return [.. session.Findings.Where(finding => finding.File is not null && files.Contains(finding.File))];
    }

    private void Keep(StageFiles files, StageResult result, StageTime? took)
    {
        files.Keep(result, took);
        if (result.FromStore)
        {
            Log.LogMessage(MessageImportance.Normal, "{0}: taken from the store.", result.Stage);
        }
    }

    // Validate says everything that is wrong, in the project and in the pictures, in one run and sorted
    private Finding[] Report(Stage stage, BuildSession session, IReadOnlyList<Finding> found)
    {
        IEnumerable<Finding> findings = found;
        if (stage == Vocabulary.Stage.Validate && session.HasErrors)
        {
            var own = session.Findings.Select(finding => (finding.Code, finding.File, finding.Line)).ToHashSet();
            var noModel = session.Plan.ToFetch is not null
                || session.Findings.Any(finding => ProjectDiagnostics.NoBaseModel.Any(descriptor => descriptor.Code == finding.Code));
            findings = session.Findings.Concat(found.Where(finding =>
                !own.Contains((finding.Code, finding.File, finding.Line)) && !(noModel && finding.Code == ProjectDiagnostics.BaseModelNotUnderstood.Code)));
        }

        Finding[] reported = [.. findings.Order().Distinct()];
        foreach (var finding in reported)
        {
            Log.Log(finding);
        }

        return reported;
    }
}
