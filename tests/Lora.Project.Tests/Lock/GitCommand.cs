using System.Diagnostics;

namespace Lora.Project.Tests.Lock;

/// <summary>git, as it is without anybody's settings.</summary>
internal static class GitCommand
{
    public static int Run(string folder, params string[] arguments) => Start(folder, arguments).ExitCode;

    public static string Output(string folder, params string[] arguments) => Start(folder, arguments).Output.Trim();

    private static (int ExitCode, string Output) Start(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo("git",
            ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return (git.ExitCode, output);
    }
}
