using System.Diagnostics;

namespace Lora.Sdk.Tests.Trust;

/// <summary>
/// What happens to a folder while a build is at work in it: the next build makes what a build makes that nobody disturbed, and none says otherwise.
/// </summary>
public sealed class DisturbedBuildTests(SdkPackage package)
{
    private static SortedDictionary<string, string>? _reference;

    [Fact]
    public void CaptionEditedDuringTheBuild_IsInTheNextOne()
    {
        // behind Tag, which has read it
        var project = Project("edited meanwhile", Hook("Tag", "<WriteLinesToFile File=\"images/zorblax-01.txt\" Lines=\"zorblax, hat\" Overwrite=\"true\" />"));
        project.Build();
        project.Edit("critter.loraproj", "AfterTargets=\"Tag\"", "AfterTargets=\"Never\"");

        var again = project.Build("--no-restore").Succeeded();

        Assert.Contains("Tag runs again: the caption of images/zorblax-01.png", again);
        var undisturbed = Project("edited before");
        undisturbed.Write("images/zorblax-01.txt", "zorblax, hat\n");
        undisturbed.Build().Succeeded();
        Assert.Equal(undisturbed.Made(), project.Made());
    }

    [Theory]
    [InlineData("images", "Resize")]
    [InlineData("obj/critter/model", "CacheLatents")]
    [InlineData("store", "Resize")]
    [InlineData("bin", "Train", true)]
    [InlineData("obj/critter/model/images", "Resize", true)]
    [InlineData("store", "CacheLatents", true)]
    public void FolderRemovedDuringTheBuild_IsMissedAtMost(string folder, string after, bool isSlow = false)
    {
        Assert.SkipUnless(!isSlow || Environment.GetEnvironmentVariable("LORA_SLOW") == "1",
            "takes its time: set LORA_SLOW=1; three folders are always removed");
        var project = Project($"removed {folder.Replace('/', ' ')} {after}", Hook(after, $"<RemoveDir Directories=\"{folder}\" />"));
        Directory.CreateDirectory(project.At("kept"));
        foreach (var file in Directory.GetFiles(project.At("images")))
        {
            File.Copy(file, project.At($"kept/{Path.GetFileName(file)}"));
        }

        var disturbed = project.Build();

        AssertSaysWhatToDo(disturbed);
        project.Edit("critter.loraproj", $"AfterTargets=\"{after}\"", "AfterTargets=\"Never\"");
        if (!Directory.Exists(project.At("images")))
        {
            Directory.Move(project.At("kept"), project.At("images"));
        }

        project.Build("--no-restore").Succeeded();
        Assert.Equal(Reference(), project.Made());
        Assert.Contains("Up-to-date checks passed", project.Build("--no-restore", "-question").Output);
    }

    [Fact]
    public void TwoBuildsAtOnce_MakeWhatOneMakes()
    {
        var project = Project("two at once");
        project.Run("restore", "-nologo").Succeeded();

        Process[] builds = [project.Start("--no-restore"), project.Start("--no-restore")];
        string[] outputs = [.. builds.Select(build => build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ToArray()
            .Select(output => output.GetAwaiter().GetResult())];

        for (var i = 0; i < builds.Length; i++)
        {
            builds[i].WaitForExit();
            Assert.True(builds[i].ExitCode == 0, outputs[i]);
            builds[i].Dispose();
        }

        Assert.Equal(Reference(), project.Made());
        Assert.Contains("Up-to-date checks passed", project.Build("--no-restore", "-question").Output);
    }

    [Fact]
    public void ClockSetBack_HidesNoChange()
    {
        var project = UserProject.WithDummyEngine(package, "clock");
        project.Build().Succeeded();
        // all that the build left is from tomorrow, as the clock says now
        var tomorrow = DateTime.UtcNow.AddDays(1);
        foreach (var file in Directory.GetFiles(project.Folder, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, tomorrow);
        }

        project.Build("--no-restore", "-question").Succeeded();
        project.Write("images/a.txt", "frown");

        Assert.Contains("Tag runs again: the caption of images/a.png", project.Build("--no-restore").Succeeded());
        project.Build("--no-restore", "-question").Succeeded();
    }

    private static void AssertSaysWhatToDo(CommandResult result)
    {
        if (result.ExitCode != 0)
        {
            Assert.Matches("error (LORA[0-9]{4}|MSB3030): ", result.Output);
        }

        Assert.DoesNotContain("   at ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("LORA4005", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB4018", result.Output, StringComparison.Ordinal);
    }

    private static string Hook(string after, string task) => $"<Target Name=\"Meanwhile\" AfterTargets=\"{after}\">{task}</Target>";

    private UserProject Project(string name, string target = "")
    {
        var project = UserProject.WithRealEngine(package, Path.Combine("disturbed", name));
        project.Edit("critter.loraproj", "</Project>", target + "</Project>");
        project.Environment["LoraCacheDir"] = project.At("store");
        return project;
    }

    private SortedDictionary<string, string> Reference()
    {
        if (_reference is null)
        {
            var project = UserProject.WithRealEngine(package, Path.Combine("disturbed", "reference"));
            project.Build().Succeeded();
            _reference = project.Made();
        }

        return _reference;
    }
}
