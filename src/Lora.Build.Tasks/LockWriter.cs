using System.Reflection;
using Lora.Project;

namespace Lora.Build.Tasks;

/// <summary>Writes the lock file beside the project file, only when it differs.</summary>
internal static class LockWriter
{
    private static readonly string SdkVersion = typeof(LockWriter)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static void Write(BuildSession session, IReadOnlyDictionary<StageName, IReadOnlyList<OutputFile>> outputs) =>
        AtomicFile.WriteIfDifferent(LockFile.PathOf(session.Plan.Paths.ProjectFile), LockFile.Write(session.Plan, session.Keys, outputs, SdkVersion));
}
