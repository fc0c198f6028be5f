using Lora.Project;
using Microsoft.Build.Utilities;

namespace Lora.Build.Tasks;

/// <summary>Writes beside a LoRA what made it, when it is made or taken from the store; a build in which it stands leaves the file as it is.</summary>
internal static class ProvenanceWriter
{
    /// <summary>False where it cannot be written, which is said: then the LoRA does not stand.</summary>
    public static bool Write(BuildSession session, StageResult result, DateTime started, DateTime finished, TaskLoggingHelper log)
    {
        var path = Provenance.PathOf(session.Plan);
        try
        {
            NewFile.Write(path, Provenance.Write(session.Plan, session.Keys, result, LockWriter.SdkVersion, started, finished));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Log(LockDiagnostics.ProvenanceNotWritten.At($"'{path}' cannot be written: {e.Message}", session.Plan.Paths.ProjectFile));
            return false;
        }
    }
}
