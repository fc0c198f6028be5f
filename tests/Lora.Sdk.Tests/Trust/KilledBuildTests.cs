using System.Diagnostics;
using System.Globalization;

namespace Lora.Sdk.Tests.Trust;

/// <summary>
/// Builds that are killed, engine or MSBuild, at moments of which nobody has chosen any: the next one completes to the bytes of a build that nobody disturbed.
/// </summary>
public sealed class KilledBuildTests(SdkPackage package)
{
    private const string Prompt = "<Prompt Include=\"wave\" Text=\"zorblax, arms up\" Steps=\"2\" Scale=\"1\" />";
    private const string Engine = "Lora.Engine.dll";

    [Fact]
    public void ThreeKills_AreForgotten() => Kill("killed thrice", 3, seed: 1);

    [Fact]
    [Trait("Category", "Slow")]
    public void HundredKills_AreForgotten()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("LORA_SLOW") == "1", "takes minutes: set LORA_SLOW=1; the small form above always runs");
        Kill("killed often", 100, seed: 2);
    }

    private void Kill(string name, int kills, int seed)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends SIGKILL, which Windows does not have");
        var reference = Project($"{name}/reference");
        var clock = Stopwatch.StartNew();
        reference.Build("--no-restore").Succeeded();
        var whole = clock.Elapsed;
        var expected = reference.Made();
        var random = new Random(seed);
        var project = Project($"{name}/project");
        var completed = 0;

        for (var i = 0; i < kills; i++)
        {
            using var build = project.Start("--no-restore", "-p:LoraLiveProgress=false");
            var output = build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Thread.Sleep(whole * random.NextDouble());
            var victims = random.Next(2) == 0 ? [build.Id] : Engines(project).DefaultIfEmpty(build.Id).ToArray();
            Process.Start("kill", ["-KILL", .. victims.Select(id => id.ToString(CultureInfo.InvariantCulture))]).WaitForExit();
            build.WaitForExit();
            // an engine whose MSBuild has gone saves its work and leaves
            WaitForEngines(project);
            Assert.DoesNotContain("   at ", output.GetAwaiter().GetResult(), StringComparison.Ordinal);
            if (build.ExitCode == 0)
            {
                // it was through: the next one begins anew, half of the time with all that was stored
                completed++;
                Assert.Equal(expected, project.Made());
                foreach (var folder in random.Next(2) == 0 ? (string[])["bin", "obj/critter/model", "store"] : ["bin", "obj/critter/model"])
                {
                    Directory.Delete(project.At(folder), recursive: true);
                }
            }
        }

        project.Build("--no-restore").Succeeded();

        Assert.Equal(expected, project.Made());
        Assert.Contains("Up-to-date checks passed", project.Build("--no-restore", "-question").Output);
        Assert.True(completed < kills, "no build was stopped");
        Assert.Empty(Directory.GetFiles(project.At("bin"), ".tmp-*", SearchOption.AllDirectories));
    }

    private UserProject Project(string name)
    {
        var project = UserProject.WithRealEngine(package, name,
            "<MaxTrainSteps>6</MaxTrainSteps><SaveEveryNSteps>2</SaveEveryNSteps><LoraSaveStateMinutes>0.001</LoraSaveStateMinutes>", Prompt);
        project.Environment["LoraCacheDir"] = project.At("store");
        project.Run("restore", "-nologo").Succeeded();
        return project;
    }

    private static void WaitForEngines(UserProject project)
    {
        for (var i = 0; Engines(project).Length > 0; i++)
        {
            Assert.True(i < 600, "the engine does not leave");
            Thread.Sleep(100);
        }
    }

    // those whose working folder is the project's
    private static int[] Engines(UserProject project) =>
    [
        .. Process.GetProcessesByName("dotnet").Select(process => process.Id).Where(id => Try(() =>
            File.ReadAllText($"/proc/{id}/cmdline").Contains(Engine, StringComparison.Ordinal)
            && new FileInfo($"/proc/{id}/cwd").LinkTarget == project.Folder)),
    ];

    // a process may end between two looks at it
    private static bool Try(Func<bool> look)
    {
        try
        {
            return look();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
