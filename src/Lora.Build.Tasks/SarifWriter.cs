using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Lora.Build.Tasks;

/// <summary>Writes the file that <c>LoraSarif</c> names: what the plan and Validate have found, whole or not at all.</summary>
internal static class SarifWriter
{
    /// <summary>Takes away what an earlier build wrote, so that a build which is stopped leaves nothing old.</summary>
    public static void Begin(BuildSession session)
    {
        if (session.Plan.SarifPath.Length > 0)
        {
            NewFile.TryDelete(session.Plan.SarifPath);
        }
    }

    public static void Write(BuildSession session, IBuildEngine engine, TaskLoggingHelper log, IEnumerable<Finding> findings)
    {
        var path = session.Plan.SarifPath;
        if (path.Length == 0)
        {
            return;
        }

        var sarif = new SarifLog(session.Plan.Paths.ProjectFile)
        {
            Alias = session.Plan.Alias,
            Version = LockWriter.SdkVersion,
            NoWarn = session.NoWarn,
            IsError = code => engine is IBuildEngine8 build && build.ShouldTreatWarningAsError(code),
        };
        try
        {
            NewFile.Write(path, sarif.Write(findings));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Log(ProjectDiagnostics.SarifNotWritten.At($"'{path}' cannot be written: {e.Message}", session.Plan.PlaceOf(OutputOptions.LoraSarif)));
        }
    }
}
