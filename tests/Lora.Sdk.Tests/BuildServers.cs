using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Lora.Sdk.Tests;

/// <summary>
/// MSBuild processes that stay from one build to the next, as those of an editor do: to start one takes longer than most of the tests' builds. One for each
/// build that runs at the same time; without one, or where it is busy, <c>dotnet</c> builds in its own process.
/// </summary>
internal static class BuildServers
{
    private static readonly string Prefix = string.Create(CultureInfo.InvariantCulture, $"lora-tests-{Environment.ProcessId}-");
    private static readonly ConcurrentBag<string> Idle = [];
    private static int _count;

    /// <summary>The name of one that is idle, or new.</summary>
    public static string Rent() =>
        Idle.TryTake(out var name) ? name : Prefix + Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);

    /// <summary>Gives it back.</summary>
    public static void Return(string name) => Idle.Add(name);

    /// <summary>Lets a command use it.</summary>
    /// <param name="start">The command.</param>
    /// <param name="name">Of the server: what tells one from another, and from everybody else's.</param>
    public static void Use(ProcessStartInfo start, string name)
    {
        start.Environment.Remove("MSBUILDDISABLENODEREUSE");
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "1";
        start.Environment["MSBUILDNODEHANDSHAKESALT"] = name;
    }

    /// <summary>True where they can be found, and so ended, again; and for a build that needs no process with an environment of its own.</summary>
    public static bool CanServe(IReadOnlyDictionary<string, string> environment) => OperatingSystem.IsLinux()
        && environment.GetValueOrDefault(SdkPackage.Processors) == SdkPackage.One
        && !environment.Keys.Any(name => (name.StartsWith("DOTNET_", StringComparison.Ordinal) && name != SdkPackage.Processors)
            || name is "TZ" or "LANG" or "LC_ALL" or "TMPDIR");

    /// <summary>Ends all of this process, and the nodes that they have started.</summary>
    public static void Stop()
    {
        foreach (var process in OperatingSystem.IsLinux() ? Process.GetProcesses() : [])
        {
            try
            {
                if (File.ReadAllText($"/proc/{process.Id}/environ").Contains(Prefix, StringComparison.Ordinal))
                {
                    process.Kill();
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                // it has ended by itself
            }
        }
    }
}
