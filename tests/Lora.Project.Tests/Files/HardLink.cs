using System.Diagnostics;

namespace Lora.Project.Tests.Files;

/// <summary>A second name of a file.</summary>
internal static class HardLink
{
    public static void Create(string name, string existing)
    {
        using var process = OperatingSystem.IsWindows() ? Process.Start("cmd", ["/c", "mklink", "/H", name, existing]) : Process.Start("ln", [existing, name]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
