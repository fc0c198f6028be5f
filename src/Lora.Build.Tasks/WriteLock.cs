using Lora.Project;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>Writes the lock file after a build in which a stage has run, or compares what was made with it (<see cref="LockWriter"/>).</summary>
[MSBuildMultiThreadableTask]
public sealed class WriteLock : LoraTask
{
    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    private protected override bool Run()
    {
        var session = BuildSession.Of((IBuildEngine4)BuildEngine, Path.TrimEndingDirectorySeparator(ObjDirectory));
        var outputs = session.Plan.Stages.ToDictionary(stage => stage, stage => new StageFiles(session.Plan.Paths, stage).ReadMade()?.Outputs ?? []);
        LockWriter.Write(session, outputs, Log);
        return !Log.HasLoggedErrors;
    }
}
