using Lora.Project;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>Takes away what stages made in earlier builds and make no longer, as MSBuild does of what it lists itself.</summary>
[MSBuildMultiThreadableTask]
public sealed class SweepOutputs : LoraTask
{
    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    /// <summary>The list of what stages have made, absolute. Ex: /home/me/mychar/obj/mychar/sd15/mychar.loraproj.FileListAbsolute.txt.</summary>
    [Required]
    public string List { get; set; } = "";

    /// <summary>What MSBuild keeps a list of itself. Ex: obj/mychar/sd15/mychar-1.0.0.safetensors.</summary>
    public ITaskItem[] Others { get; set; } = [];

    /// <summary>True after a build that has failed: nothing is taken away. Ex: true.</summary>
    public bool HasFailed { get; set; }

    private protected override bool Run()
    {
        var plan = BuildSession.Of((IBuildEngine4)BuildEngine, Path.TrimEndingDirectorySeparator(ObjDirectory)).Plan;
        var list = new OutputList(List, plan.Paths);
        if (HasFailed)
        {
            list.Add(plan.Stages);
            return true;
        }

        foreach (var path in list.Sweep(plan.Stages, () => Others.Select(item => item.GetMetadata("FullPath"))))
        {
            Log.LogMessage(MessageImportance.High, "'{0}' is no longer made, and cannot be deleted; the next build tries again.", path);
        }

        return true;
    }
}
