using System.Reflection;
using Lora.Project;
using Lora.Vocabulary;
using Microsoft.Build.Utilities;

namespace Lora.Build.Tasks;

/// <summary>Writes the lock file beside the project file, only when it differs; where the build is locked, says what differs instead.</summary>
internal static class LockWriter
{
    public static string SdkVersion { get; } = typeof(LockWriter)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <param name="outputs">Of all stages that the project has.</param>
    public static void Write(BuildSession session, IReadOnlyDictionary<Stage, IReadOnlyList<OutputFile>> outputs, TaskLoggingHelper log)
    {
        if (session.Locked is { } locked)
        {
            foreach (var finding in locked.Compare(outputs.Values.SelectMany(files => files), session.Plan.Paths))
            {
                log.Log(finding);
            }

            return;
        }

        var path = LockFile.PathOf(session.Plan);
        try
        {
            if (LockFile.Replace(path, LockFile.Write(session.Plan, session.Keys, outputs, SdkVersion)) is { } replaced)
            {
                log.Log(replaced);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Log(LockDiagnostics.LockNotWritten.At($"'{path}' cannot be written: {e.Message}", session.Plan.Paths.ProjectFile));
        }
    }
}
