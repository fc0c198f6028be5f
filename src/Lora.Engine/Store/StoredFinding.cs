using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// A finding as the store keeps it for every clone and machine: its file is <c>project</c>, <c>source/...</c> below the project's folder or <c>model/...</c>
/// below the base model, and no path of a machine stands in it.
/// </summary>
internal static class StoredFinding
{
    private const string ProjectFile = "project";

    internal static Finding Of(Finding finding, StagePaths paths)
    {
        var message = finding.Message.ReplaceLineEndings(" ").Replace('\t', ' ');
        foreach (var (_, folder) in Roots(paths))
        {
            message = message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        }

        return finding with { Message = message, File = NameOf(finding.File, paths) };
    }

    /// <summary>The finding at its place on this machine; a file that would lead out of its folder (a shared store is not trusted) is left out.</summary>
    internal static Finding Restore(Finding finding, StagePaths paths)
    {
        if (finding.File is null or ProjectFile)
        {
            return finding with { File = finding.File is null ? null : paths.ProjectFile };
        }

        var slash = finding.File.IndexOf('/', StringComparison.Ordinal);
        var root = Roots(paths).FirstOrDefault(root => slash > 0 && root.Name == finding.File[..slash]).Folder;
        var path = root is null ? null : Path.GetFullPath(Path.Combine(root, finding.File[(slash + 1)..]));
        return finding with { File = path is not null && IsBelow(path, root!) ? path : null };
    }

    private static string? NameOf(string? file, StagePaths paths)
    {
        if (file is null || file == paths.ProjectFile)
        {
            return file is null ? null : ProjectFile;
        }

        var (name, folder) = Roots(paths).FirstOrDefault(root => IsBelow(file, root.Folder));
        return folder is null ? null : $"{name}/{Path.GetRelativePath(folder, file).Replace('\\', '/')}";
    }

    // the base model may lie below the project
    private static IEnumerable<(string Name, string Folder)> Roots(StagePaths paths)
    {
        (string Name, string Folder)[] all =
            [("model", FolderOf(paths.BaseModel)), ("vae", FolderOf(paths.VaeModel)), ("config", paths.BaseModelConfig), ("source", paths.ProjectDirectory)];
        return all.Where(root => root.Folder.Length > 0);
    }

    private static string FolderOf(string path) => File.Exists(path) ? Path.GetDirectoryName(path)! : path;

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
