using Lora.Project;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>Writes the project as files of kohya's scripts; a project that is wrong is none of theirs either.</summary>
[MSBuildMultiThreadableTask]
public sealed class ExportKohya : LoraTask
{
    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    private protected override bool Run()
    {
        var session = BuildSession.Of((IBuildEngine4)BuildEngine, Path.TrimEndingDirectorySeparator(ObjDirectory));
        if (session.HasErrors)
        {
            foreach (var finding in session.Findings)
            {
                Log.Log(finding);
            }

            return false;
        }

        var files = KohyaExport.Write(session.Plan, out var findings);
        foreach (var finding in findings)
        {
            Log.Log(finding);
        }

        if (!Log.HasLoggedErrors)
        {
            foreach (var file in files)
            {
                Log.LogMessage(MessageImportance.High, "Exported: {0}", file);
            }
        }

        return !Log.HasLoggedErrors;
    }
}
