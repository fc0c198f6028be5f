using System.Diagnostics;

namespace Lora.Sdk.Tests.Trust;

/// <summary>Disks that are full or read-only: an error that says so, nothing half-written, and the next build on more room completes.</summary>
public sealed class FullDiskTests(SdkPackage package)
{
    private static SortedDictionary<string, string>? _reference;

    [Theory]
    [InlineData("store", "LORA5001")]
    [InlineData("obj", "LORA4012")]
    [InlineData("bin", "LORA4012")]
    public void FullDisk_IsSaid_AndTheNextBuildCompletes(string folder, string code)
    {
        using var disk = new SmallDisk(Project($"full {folder}", out var project), folder, "size=96k");

        var full = project.Build();

        AssertRefused(full, code, "No space left on device");
        disk.Remount("size=64m");
        project.Build("--no-restore").Succeeded();
        Assert.Equal(Reference(), project.Made());
        Assert.Empty(Directory.GetFiles(project.At("bin"), ".tmp-*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("store", "LORA5001")]
    [InlineData("bin", "LORA4012")]
    public void ReadOnlyFolder_IsSaid_AndTheNextBuildCompletes(string folder, string code)
    {
        using var disk = new SmallDisk(Project($"read-only {folder}", out var project), folder, "ro");

        var refused = project.Build();

        AssertRefused(refused, code, "Read-only file system");
        disk.Remount("rw,size=64m");
        project.Build("--no-restore").Succeeded();
        Assert.Equal(Reference(), project.Made());
    }

    [Fact]
    public void ReadOnlySources_AreNoConcernOfABuild()
    {
        var project = Project("read-only images", out _);
        var images = project.At("images");
        Directory.Move(images, project.At("there"));
        using var disk = new SmallDisk(project, "images", "size=1m");
        foreach (var file in Directory.GetFiles(project.At("there")))
        {
            File.Copy(file, Path.Combine(images, Path.GetFileName(file)));
        }

        disk.Remount("ro");
        project.Build().Succeeded();
        Assert.Equal(Reference(), project.Made());
    }

    private static void AssertRefused(CommandResult result, string code, string why)
    {
        result.Failed();
        Assert.Contains($"error {code}: {why}", result.Output);
        Assert.DoesNotContain("   at ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB4018", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("LORA4005", result.Output, StringComparison.Ordinal);
    }

    private UserProject Project(string name, out UserProject project)
    {
        project = UserProject.WithRealEngine(package, Path.Combine("disks", name));
        project.Environment["LoraCacheDir"] = project.At("store");
        // what restore writes is .NET's own business
        project.Run("restore", "-nologo").Succeeded();
        return project;
    }

    private SortedDictionary<string, string> Reference()
    {
        if (_reference is null)
        {
            var project = UserProject.WithRealEngine(package, Path.Combine("disks", "reference"));
            project.Build().Succeeded();
            _reference = project.Made();
        }

        return _reference;
    }

    /// <summary>A tmpfs in place of one of the project's folders; what that held is there again.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private readonly string _folder;

        public SmallDisk(UserProject project, string folder, string options)
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "mounts a tmpfs, which Linux alone has");
            _folder = project.At(folder);
            var before = project.At($"before-{folder}");
            if (Directory.Exists(_folder))
            {
                Directory.Move(_folder, before);
            }

            Directory.CreateDirectory(_folder);
            Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", _folder), "may not mount a tmpfs here");
            foreach (var file in Directory.Exists(before) ? Directory.GetFiles(before, "*", SearchOption.AllDirectories) : [])
            {
                var place = Path.Combine(_folder, Path.GetRelativePath(before, file));
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                File.Copy(file, place);
            }

            Remount(options);
        }

        public void Remount(string options) => Assert.True(Run("mount", "-o", $"remount,{options}", _folder), $"cannot remount with {options}");

        public void Dispose() => Run("umount", "-l", _folder);

        private static bool Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
    }
}
