namespace Lora.Project;

/// <summary>The commit that is checked out around a folder, read from git's own files: nothing is started.</summary>
internal static class GitCommit
{
    /// <summary>Null where there is no repository, none yet, or one of a form that is not known here.</summary>
    public static string? Of(string folder)
    {
        try
        {
            return GitFolder(folder) is { } git ? Commit(git) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    // a folder, or in a worktree or submodule a file that names one
    private static string? GitFolder(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, ".git");
            if (Directory.Exists(path))
            {
                return path;
            }

            if (File.Exists(path))
            {
                return File.ReadAllText(path).Trim() is var text && text.StartsWith("gitdir: ", StringComparison.Ordinal)
                    ? Path.GetFullPath(text["gitdir: ".Length..], at.FullName) : null;
            }
        }

        return null;
    }

    private static string? Commit(string git)
    {
        var head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
        if (!head.StartsWith("ref: refs/", StringComparison.Ordinal))
        {
            return Checked(head);
        }

        // branches of a worktree lie in the repository that it belongs to
        var name = head["ref: ".Length..];
        var shared = Path.Combine(git, "commondir") is var link && File.Exists(link) ? Path.GetFullPath(File.ReadAllText(link).Trim(), git) : git;
        if (name.Contains("..", StringComparison.Ordinal))
        {
            return null;
        }

        if (Path.Combine(shared, name) is var loose && File.Exists(loose))
        {
            return Checked(File.ReadAllText(loose).Trim());
        }

        var packed = Path.Combine(shared, "packed-refs");
        var line = File.Exists(packed) ? File.ReadLines(packed).FirstOrDefault(line => line.EndsWith(" " + name, StringComparison.Ordinal)) : null;
        return line is null ? null : Checked(line.Split(' ')[0]);
    }

    private static string? Checked(string text) => text.Length is 40 or 64 && text.AsSpan().IndexOfAnyExcept("0123456789abcdef") < 0 ? text : null;
}
