using System.Diagnostics;

namespace Lora.Sdk.Tests;

/// <summary>What git does to a project's folder retrains nothing: bytes count and no times, and a branch's LoRA lies in the store.</summary>
public sealed class GitTests(SdkPackage package)
{
    [Fact]
    public void BranchSwitchCloneAndCheckout_RetrainNothing()
    {
        var project = UserProject.WithRealEngine(package, "git/one", "<UnetLr>5e-4</UnetLr>");
        project.Write(".gitignore", "bin\nobj\n");
        // a store of its own: another test may have trained the same
        var store = Path.Combine(package.Root, "git", "store");
        project.Environment["LoraCacheDir"] = store;
        if (!Git(project.Folder, "init", "-q", "-b", "main"))
        {
            Assert.Skip("git is not installed: branches were not switched");
        }

        project.Build().Succeeded();
        Commit("one");
        var (trained, lora) = (Trained(project), Lora(project));
        Assert.NotNull(trained);

        Assert.True(Git(project.Folder, "checkout", "-q", "-b", "other"));
        project.Write("images/zorblax-01.txt", "frown");
        project.Edit("critter.loraproj", "5e-4", "4e-4");
        project.Build("--no-restore").Succeeded();
        Commit("two");
        Assert.NotEqual(trained, Trained(project));
        trained = Trained(project);

        Assert.True(Git(project.Folder, "checkout", "-q", "main"));
        Assert.Contains("Train                is taken from the store", project.Build("--no-restore", "-t:Explain").Succeeded());
        project.Build("--no-restore").Succeeded();
        Assert.Equal((trained, lora), (Trained(project), Lora(project)));
        Assert.True(Git(project.Folder, "diff", "--quiet"), "the lock file is another one");

        // every file written anew, with the time of now
        Directory.Delete(project.At("images"), recursive: true);
        File.Delete(project.At("critter.loraproj"));
        Assert.True(Git(project.Folder, "checkout", "-q", "--", "."));
        var since = DateTime.UtcNow;
        project.Build("--no-restore").Succeeded();
        Assert.Empty(project.StagesRun(since, "model"));

        var clone = UserProject.In(package, "git/another place");
        clone.Environment["LoraCacheDir"] = store;
        Assert.True(Git(project.Folder, "clone", "-q", ".", clone.Folder));
        clone.Build().Succeeded();
        Assert.Null(Trained(clone));
        Assert.Equal(lora, Lora(clone));
        Assert.True(Git(clone.Folder, "checkout", "-q", "other"));
        clone.Build("--no-restore").Succeeded();
        Assert.Null(Trained(clone));
        Assert.NotEqual(lora, Lora(clone));

        void Commit(string message)
        {
            Assert.True(Git(project.Folder, "add", "-A"));
            Assert.True(Git(project.Folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", message));
        }
    }

    /// <summary>When Train has run itself last; null if it never has.</summary>
    private static string? Trained(UserProject project)
    {
        var file = Directory.GetFiles(project.At("obj/critter"), "Train.took.tsv", SearchOption.AllDirectories).SingleOrDefault();
        return file is null ? null : $"{File.GetLastWriteTimeUtc(file):O} {File.ReadAllText(file)}";
    }

    private static string Lora(UserProject project) => Convert.ToHexString(File.ReadAllBytes(project.At("bin/critter-1.0.0.safetensors")));

    private static bool Git(string folder, params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder })!;
            git.WaitForExit();
            return git.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
