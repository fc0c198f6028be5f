using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Lora.Build.Tasks;

/// <summary>Shows what is in the store, or empties it. What is wrong in the project does not matter.</summary>
[MSBuildMultiThreadableTask]
public sealed class WorkOnCache : Task
{
    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    /// <summary>True to empty the store. Ex: true.</summary>
    public bool Cleans { get; set; }

    public override bool Execute()
    {
        var build = (IBuildEngine4)BuildEngine;
        var session = BuildSession.Of(build, Path.TrimEndingDirectorySeparator(ObjDirectory));
        var paths = session.Plan.Paths;
        var reporter = new StageReporter(BuildEngine, Log, session.LiveProgress);
        try
        {
            var file = Path.Combine(paths.ObjDirectory, "Cache.request.json");
            NewFile.Write(file, StageJson.Write(session.Plan.Request(Stage.Validate, session.Keys) with { CacheWork = new(Cleans) }));
            var start = EngineEnvironment.StartInfo(session.Engine, paths.ProjectDirectory);
            SharedEngine.Of(build, session.Engine).Use(start, EngineLimits.Default, engine => engine.Run(file, reporter.Show, reporter.ShowText));
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
