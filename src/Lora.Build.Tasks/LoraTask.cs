using Lora.Project;
using Task = Microsoft.Build.Utilities.Task;

namespace Lora.Build.Tasks;

/// <summary>What all tasks have in common: a file that cannot be written, as on a full disk, is said, and is no fault of the task.</summary>
public abstract class LoraTask : Task
{
    public sealed override bool Execute()
    {
        try
        {
            return Run();
        }
        catch (Exception thrown) when (Cause(thrown) is IOException or UnauthorizedAccessException)
        {
            Log.Log(EngineDiagnostics.BuildNotWritable.At($"{Cause(thrown).Message.Split('\n')[0].TrimEnd('.')}.", BuildEngine.ProjectFileOfTaskNode));
            return false;
        }
    }

    // work shared out to threads comes back wrapped
    private static Exception Cause(Exception thrown) => thrown is AggregateException { InnerExceptions: [var first, ..] } ? first : thrown;

    /// <summary>Does what the task is for; false where an error was logged.</summary>
    private protected abstract bool Run();
}
