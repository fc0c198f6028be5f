using Lora.Project;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>Has the build's engine do something that is no stage: nothing of it is kept, and it is done each time that it is asked for.</summary>
public abstract class EngineWorkTask : LoraTask, ICancelableTask
{
    private readonly CancellationTokenSource _cancelled = new();

    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    /// <summary>What it is, for messages and for the name of its request. Ex: MakeRegularization.</summary>
    private protected abstract string Name { get; }

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
        var session = BuildSession.Of(build, Path.TrimEndingDirectorySeparator(ObjDirectory));
        var paths = session.Plan.Paths;
        Check(session);
        if (Log.HasLoggedErrors)
        {
            return false;
        }

        var reporter = new StageReporter(BuildEngine, Log, session.LiveProgress);
        try
        {
            var file = Path.Combine(paths.ObjDirectory, $"{Name}.request.json");
            NewFile.Write(file, StageJson.Write(Request(session)));
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
            Log.Log(EngineDiagnostics.Stopped.At($"{Name} was stopped.", paths.ProjectFile));
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>Logs what of the project's faults stands in its way.</summary>
    private protected virtual void Check(BuildSession session)
    {
    }

    /// <summary>What the engine is told.</summary>
    private protected abstract StageRequest Request(BuildSession session);
}
