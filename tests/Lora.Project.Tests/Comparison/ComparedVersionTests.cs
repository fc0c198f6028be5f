using System.Diagnostics;
using Lora.Testing;

namespace Lora.Project.Tests.Comparison;

/// <summary>What CompareWith names: a file first, then a revision of git's.</summary>
public sealed class ComparedVersionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_AreFoundBeforeRevisions()
    {
        Commit("v1", ("loras/my char.loraproj", "<Project />"), ("loras/images/a.txt", "one"));
        Write("loras/other.safetensors", "x");
        Write("other/x.loraproj", "<Project />");

        Assert.Equal(("", At("loras/other.safetensors")), Found("other.safetensors"));
        Assert.Equal((At("other/x.loraproj"), ""), Found("../other/x.loraproj"));
        // the only project of a folder
        Assert.Equal((At("other/x.loraproj"), ""), Found("../other"));
        Assert.Matches(@"LORA5401 .* 'my char\.loraproj' is this project itself\.", Failure("my char.loraproj"));
        Assert.Matches("LORA5401 CompareWith is not set", Failure(""));
        // a file of another kind may bear the name of a tag
        Write("loras/v1", "notes");
        Assert.StartsWith(At("trees"), Found("v1").Project, StringComparison.Ordinal);
    }

    [Fact]
    public void Revision_IsPutIntoATreeOfItsOwn_AndTheUsersOneStays()
    {
        Commit("v1", ("loras/my char.loraproj", "<Project />"), ("loras/images/ü b.txt", "one"), ("Directory.Build.targets", "<Project />"));
        Write("loras/images/ü b.txt", "two");
        Write("loras/images/staged.txt", "staged");
        Git("add", "loras/images/staged.txt");
        Write("Directory.Build.props", "<Project />");
        var before = Git("status", "--porcelain");

        var found = Find("v1");

        Assert.Equal("one", File.ReadAllText(Path.Combine(Path.GetDirectoryName(found.Project)!, "images", "ü b.txt")));
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(found.Project)!, "images", "staged.txt")));
        Assert.Equal(_folder.Path, found.Revision!.Value.Root);
        Assert.Equal(Path.Combine(found.Revision.Value.Tree, "loras", "my char.loraproj"), found.Project);
        // what the folders above have now is kept out of it; what it had itself is its own
        Assert.Equal(["Directory.Build.props", "Directory.Build.targets", "loras"],
            Directory.GetFileSystemEntries(found.Revision.Value.Tree).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(before + "?? trees/\n", Git("status", "--porcelain"));
        Assert.Equal("v1\n", Git("tag"));
        // taken as it is the next time
        Write(Path.GetRelativePath(_folder.Path, Path.Combine(found.Revision.Value.Tree, "mark")), "");
        Assert.Equal(found, Find(Git("rev-parse", "--short", "v1").Trim()) with { Name = "v1" });
        Assert.Single(Directory.GetFileSystemEntries(At("trees")));
    }

    [Fact]
    public void WhatIsNotThere_IsSaid()
    {
        Commit("v0", ("readme", "x"));
        Write("loras/my char.loraproj", "<Project />");

        Assert.Matches(@"LORA5403 v0 has no 'loras/my char\.loraproj'\.", Failure("v0"));
        Assert.Matches("LORA5401 CompareWith 'v9' is no .safetensors file and no project, and git knows no revision or tag of that name", Failure("v9"));
        Assert.Matches("LORA5401 .*git knows no revision", Failure("--output=x"));
        Assert.Matches("LORA5401 .*git knows no revision", Failure("gone.safetensors"));
        Assert.False(Directory.Exists(At("trees")));
        Directory.Delete(At(".git"), recursive: true);
        Assert.Matches("LORA5401 .*the project's folder lies in no git repository", Failure("v0"));
    }

    private (string Project, string Lora) Found(string written) => Find(written) is var found ? (found.Project, found.Lora) : default;

    private ComparedVersion Find(string written) => ComparedVersion.Find(
        written, At("loras/my char.loraproj"), new SourcePlace(At("loras/my char.loraproj"), 3), At("trees"), CancellationToken.None);

    private string Failure(string written) =>
        Assert.Throws<ComparisonException>(() => Find(written)).Finding is { Line: 3 } finding ? $"{finding.Code} {finding.Message}" : "no line";

    private void Commit(string tag, params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
        {
            Write(name, text);
        }

        Git("init", "-q");
        Git("add", "-A");
        Git("commit", "-qm", "x");
        Git("tag", tag);
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
    }

    private string At(string name) => Path.Combine(_folder.Path, name);

    private string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", .. arguments])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return output;
    }
}
