namespace Lora.Project;

/// <summary>What <c>CompareWith</c> names.</summary>
/// <param name="Name">As the user wrote it.</param>
/// <param name="Lora">Absolute path of a LoRA's file; empty for a project.</param>
/// <param name="Project">Absolute path of a project file, to be built; empty for a LoRA.</param>
public sealed record ComparedVersion(string Name, string Lora, string Project)
{
    private static readonly string[] Inherited = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"];

    /// <summary>Where the project lies in a tree of git's: that tree, and the root of the repository of which it is one; else null.</summary>
    public (string Tree, string Root)? Revision { get; private init; }

    /// <summary>Finds it: a file first, then a revision, whose tree is put into a folder of its own.</summary>
    /// <param name="written">The value of CompareWith.</param>
    /// <param name="projectFile">Of this project, absolute.</param>
    /// <param name="place">Where CompareWith stands.</param>
    /// <param name="trees">Folder for the trees of revisions, absolute.</param>
    /// <param name="stop">Ends a git that runs.</param>
    /// <exception cref="ComparisonException">There is none.</exception>
    /// <exception cref="OperationCanceledException">Told to stop.</exception>
    public static ComparedVersion Find(string written, string projectFile, SourcePlace place, string trees, CancellationToken stop)
    {
        if (written.Length == 0)
        {
            throw new ComparisonException(ComparisonDiagnostics.NothingToCompareWith.At("CompareWith is not set.", place));
        }

        var directory = Path.GetDirectoryName(projectFile)!;
        if (FileOf(UserPath.Resolve(directory, written), Path.GetExtension(projectFile)) is { } file)
        {
            return file != projectFile
                ? Path.GetExtension(file) == ".safetensors" ? new(written, file, "") : new(written, "", file)
                : throw new ComparisonException(ComparisonDiagnostics.NothingToCompareWith.At($"CompareWith '{written}' is this project itself.", place));
        }

        try
        {
            return OfRevision(written, projectFile, place, trees, GitRepository.Of(directory, stop));
        }
        catch (GitException error)
        {
            throw new ComparisonException(ComparisonDiagnostics.GitFailed.At($"CompareWith '{written}' is no file. {error.Message}", place));
        }
    }

    /// <summary>A LoRA, a project, or the one project of a folder; null for anything else, which may bear a revision's name.</summary>
    private static string? FileOf(string path, string projectExtension)
    {
        if (Directory.Exists(path))
        {
            return Directory.GetFiles(path, "*" + projectExtension) is [var only] ? only : null;
        }

        return File.Exists(path) && (Path.GetExtension(path) == ".safetensors" || Path.GetExtension(path) == projectExtension) ? path : null;
    }

    private static ComparedVersion OfRevision(string written, string projectFile, SourcePlace place, string trees, GitRepository? repository)
    {
        if (repository is null || repository.CommitOf(written) is not { } commit)
        {
            throw new ComparisonException(ComparisonDiagnostics.NothingToCompareWith.At($"CompareWith '{written}' is no .safetensors file and no project, and "
                + (repository is null ? "the project's folder lies in no git repository." : "git knows no revision or tag of that name."), place));
        }

        var inside = repository.Prefix + Path.GetFileName(projectFile);
        if (!repository.Has(commit, inside))
        {
            throw new ComparisonException(ComparisonDiagnostics.NotInRevision.At($"{written} has no '{inside}'.", place));
        }

        // shorter than the whole name, for systems whose paths may not be long; long enough to be one commit's
        var tree = Path.Combine(trees, commit[..16]);
        if (!Directory.Exists(tree))
        {
            Make(repository, commit, tree, projectFile);
        }

        return new(written, "", Path.GetFullPath(Path.Combine(tree, inside))) { Revision = (tree, repository.Root) };
    }

    private static void Make(GitRepository repository, string commit, string tree, string projectFile)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(tree)!);
        var beside = $"{tree}{NewFile.TempPrefix}{Environment.ProcessId}";
        try
        {
            repository.CheckOut(commit, beside);
            foreach (var name in Inherited.Where(name => !File.Exists(Path.Combine(beside, name)) && IsInherited(name, projectFile, repository.Root)))
            {
                // else MSBuild would go on looking above the tree, and find what the repository has now
                File.WriteAllText(Path.Combine(beside, name), "<Project />\n");
            }

            Directory.Move(beside, tree);
        }
        catch (IOException) when (Directory.Exists(tree))
        {
            // another build was faster
        }
        finally
        {
            if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }
        }
    }

    private static bool IsInherited(string name, string projectFile, string root)
    {
        for (var folder = Path.GetDirectoryName(projectFile); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, name)))
            {
                return true;
            }

            if (folder == root)
            {
                return false;
            }
        }

        return false;
    }
}

/// <summary>There is no other version to compare with.</summary>
public sealed class ComparisonException(Finding finding) : Exception(finding.Message)
{
    public Finding Finding => finding;
}
