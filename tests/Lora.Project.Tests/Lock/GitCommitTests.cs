using Lora.Testing;

namespace Lora.Project.Tests.Lock;

/// <summary>The commit that git itself names, read without git.</summary>
public sealed class GitCommitTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public GitCommitTests()
    {
        Directory.CreateDirectory(_folder["repository/loras"]);
        Git("init", "-q", "-b", "main");
        File.WriteAllText(_folder["repository/loras/x.loraproj"], "<Project />");
        Git("add", ".");
    }

    private string Project => _folder["repository/loras"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Commit_IsGits()
    {
        Assert.Null(GitCommit.Of(Project));
        Commit();
        AssertSame(Project);
        Git("pack-refs", "--all");
        AssertSame(Project);
        Git("checkout", "-q", "-b", "feature/one");
        Commit();
        AssertSame(Project);
        Git("checkout", "-q", "--detach", "main");
        AssertSame(Project);
        Git("worktree", "add", "-q", _folder["other"], "feature/one");
        AssertSame(_folder["other/loras"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ref: refs/heads/../../../secret")]
    [InlineData("ref: refs/heads/none")]
    [InlineData("ref: somewhere else")]
    [InlineData("not a hash")]
    public void WhatIsNoCommit_IsNone(string? head)
    {
        var git = _folder["repository/.git"];
        File.WriteAllText(_folder["secret"], new string('a', 40));
        if (head is null)
        {
            File.Delete(Path.Combine(git, "HEAD"));
        }
        else
        {
            File.WriteAllText(Path.Combine(git, "HEAD"), head);
        }

        Assert.Null(GitCommit.Of(Project));
    }

    private static void AssertSame(string folder) => Assert.Equal(GitCommand.Output(folder, "rev-parse", "HEAD"), GitCommit.Of(folder));

    private void Commit() => Git("commit", "-q", "--allow-empty", "-m", "more");

    private void Git(params string[] arguments) => Assert.Equal(0, GitCommand.Run(_folder["repository"], arguments));
}
