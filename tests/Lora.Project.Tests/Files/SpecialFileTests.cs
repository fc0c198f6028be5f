using System.Diagnostics;
using Lora.Project.Tests.Planning;

namespace Lora.Project.Tests.Files;

/// <summary>A device that never ends, and a pipe that nobody writes to, are no files: a project that somebody hands on may hold links to them.</summary>
public sealed class SpecialFileTests
{
    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("pipe")]
    public void DeviceOrPipe_IsNoFile(string target)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such files on Windows");
        using var project = new PlannedProject();
        if (target == "pipe")
        {
            Process.Start("mkfifo", [project.At("pipe")]).WaitForExit();
        }

        File.CreateSymbolicLink(project.At("images/a.png"), Path.Combine(project.Folder, target));
        File.CreateSymbolicLink(project.At("images/b"), Path.Combine(project.Folder, target));
        project.WriteImage("images/c.png");
        File.Delete(project.At("images/c.txt"));
        File.CreateSymbolicLink(project.At("images/c.txt"), Path.Combine(project.Folder, target));

        var findings = project.Findings();

        Assert.Contains(findings, finding => finding.Code == DatasetDiagnostics.ImageMissing.Code
            && finding.Message.Contains("a.png", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Code == DatasetDiagnostics.CaptionMissing.Code);
        Assert.True(FileStatus.IsSpecial(project.At("images/a.png")));
        Assert.False(FileStatus.IsSpecial(project.At("images")));
        Assert.False(FileStatus.IsSpecial(project.At("x.loraproj")));
    }
}
