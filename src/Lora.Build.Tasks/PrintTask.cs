using Lora.Project;
using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

/// <summary>
/// Prints what can be said of this build before it runs. What is wrong in the project is said behind it, and fails the target as it would fail the build.
/// </summary>
public abstract class PrintTask : LoraTask
{
    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    private protected override bool Run()
    {
        var session = BuildSession.Of((IBuildEngine4)BuildEngine, Path.TrimEndingDirectorySeparator(ObjDirectory));
        var reporter = new StageReporter(BuildEngine, Log, session.LiveProgress);
        foreach (var line in Lines(session))
        {
            reporter.Show(new MessageEvent(line, Important: true));
        }

        // warnings are the plan's to say
        foreach (var finding in session.HasErrors ? session.Findings : [])
        {
            Log.Log(finding);
        }

        return !Log.HasLoggedErrors;
    }

    private protected abstract IEnumerable<string> Lines(BuildSession session);
}
