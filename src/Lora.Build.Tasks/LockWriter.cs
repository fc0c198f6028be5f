using System.Reflection;
using System.Text;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Build.Tasks;

/// <summary>Writes the lock file beside the project file, only when it differs.</summary>
internal static class LockWriter
{
    public static string SdkVersion { get; } = typeof(LockWriter)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static void Write(BuildSession session, IReadOnlyDictionary<Stage, IReadOnlyList<OutputFile>> outputs) =>
        NewFile.WriteIfDifferent(LockFile.PathOf(session.Plan),
            Encoding.UTF8.GetBytes(LockFile.Write(session.Plan, session.Keys, outputs, SdkVersion)));
}
