using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Lora.Build.Tasks;

/// <summary>Shows what is in the store, empties it, or waits for what is brought to the remote cache. What is wrong in the project does not matter.</summary>
[MSBuildMultiThreadableTask]
public sealed class WorkOnCache : Task, ICancelableTask
{
    private readonly CancellationTokenSource _cancelled = new();

    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    /// <summary>What to do: Show, Clean or Upload. Ex: Show.</summary>
    [Required]
    public string Work { get; set; } = "";

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
        var reporter = new StageReporter(BuildEngine, Log, session.LiveProgress);
        try
        {
            var file = Path.Combine(paths.ObjDirectory, "Cache.request.json");
            NewFile.Write(file, StageJson.Write(session.Plan.Request(Stage.Validate, session.Keys) with { CacheWork = Enum.Parse<CacheWork>(Work) }));
            var start = EngineEnvironment.StartInfo(session.Engine, paths.ProjectDirectory);
            SharedEngine.Of(build, session.Engine).Use(start, EngineLimits.Default, engine =>
            {
                using var registration = _cancelled.Token.Register(engine.Cancel);
                return engine.Run(file, reporter.Show, reporter.ShowText);
            });
        }
        catch (EngineException error)
        {
            Log.Log(error.Finding with { File = error.Finding.File ?? paths.ProjectFile });
        }

        foreach (var finding in reporter.Findings.Order().Distinct())
        {
            Log.Log(finding);
        }

        return !Log.HasLoggedErrors;
    }
}
