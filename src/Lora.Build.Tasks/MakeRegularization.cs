using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Lora.Build.Tasks;

/// <summary>
/// Has the base model draw regularization images from the training captions. What is wrong in those that lie there already does not matter: they are made anew.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class MakeRegularization : Task, ICancelableTask
{
    private readonly CancellationTokenSource _cancelled = new();

    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    /// <summary>Idempotent and cheap: MSBuild may call it hundreds of times.</summary>
    public void Cancel()
    {
        if (!_cancelled.IsCancellationRequested)
        {
            _cancelled.Cancel();
        }
    }

    public override bool Execute()
    {
        var build = (IBuildEngine4)BuildEngine;
        var session = BuildSession.Of(build, Path.TrimEndingDirectorySeparator(ObjDirectory));
        var paths = session.Plan.Paths;
        var work = session.Plan.Regularization(session.Input.Resolve);
        foreach (var finding in session.Findings.Where(finding => finding.Severity is Severity.Error && !IsMade(work.Folder, finding, paths)))
        {
            Log.Log(finding);
        }

        if (Log.HasLoggedErrors)
        {
            return false;
        }

        var reporter = new StageReporter(BuildEngine, Log, session.LiveProgress);
        try
        {
            var file = Path.Combine(paths.ObjDirectory, "Regularization.request.json");
            NewFile.Write(file, StageJson.Write(RunStage.Request(Stage.Sample, session) with
            {
                RegularizationWork = work,
                TagRules = session.Plan.TagRules,
            }));
            var start = EngineEnvironment.StartInfo(session.Engine, paths.ProjectDirectory);
            SharedEngine.Of(build, session.Engine).Use(start, EngineLimits.Default, engine =>
            {
                using var registration = _cancelled.Token.Register(engine.Cancel);
                return engine.Run(file, reporter.Show, reporter.ShowText);
            });
        }
        catch (PackageException error)
        {
            Log.Log(EngineDiagnostics.PackageMissing.At(error.Message, error.File));
        }
        catch (EngineException error)
        {
            Log.Log(error.Finding with { File = error.Finding.File ?? paths.ProjectFile });
        }

        foreach (var finding in reporter.Findings.Order().Distinct())
        {
            Log.Log(finding);
        }

        if (_cancelled.IsCancellationRequested)
        {
            Log.Log(EngineDiagnostics.Stopped.At("MakeRegularization was stopped.", paths.ProjectFile));
        }

        return !Log.HasLoggedErrors;
    }

    // about a file in the folder, or about an item that waits for the first ones there
    private static bool IsMade(string folder, Finding finding, StagePaths paths) =>
        finding.File?.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) == true
        || (finding.Code == ProjectDiagnostics.ItemWithoutEffect.Code
            && finding.Message.StartsWith(
                $"No file matches '{Path.GetRelativePath(paths.ProjectDirectory, folder).Replace('\\', '/')}/", StringComparison.Ordinal));
}
