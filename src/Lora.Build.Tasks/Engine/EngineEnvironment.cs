using System.Diagnostics;
using System.Globalization;

namespace Lora.Build.Tasks;

/// <summary>How the engine is started: which <c>dotnet</c>, and without what MSBuild leaves in the environment of its children.</summary>
internal static class EngineEnvironment
{
    /// <summary>Start information for <c>dotnet exec ENGINE --serve</c> with all three streams redirected.</summary>
    public static ProcessStartInfo StartInfo(string engine, string workingDirectory)
    {
        var start = new ProcessStartInfo(Dotnet())
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(false),
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(engine);
        start.ArgumentList.Add("--serve");
        foreach (var name in start.Environment.Keys.Where(IsOfMSBuild).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in ForNativeCode)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>
    /// What native libraries read from the environment when they are loaded: threads that wait do not spin (two busy cores would crawl), and nothing is told
    /// to anybody.
    /// </summary>
    private static IEnumerable<(string Name, string Value)> ForNativeCode =>
    [
        ("OMP_WAIT_POLICY", "passive"),
        ("OMP_NUM_THREADS", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
        ("ORT_DISABLE_TELEMETRY", "1"),
    ];

    /// <summary>True for MSBuild's own variables, which would change how a child that uses MSBuild or the SDK behaves.</summary>
    internal static bool IsOfMSBuild(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("_MSBUILD", StringComparison.OrdinalIgnoreCase);

    private static string Dotnet() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && File.Exists(host) ? host : "dotnet";
}
