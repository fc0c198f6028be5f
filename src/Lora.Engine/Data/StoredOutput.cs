using Lora.Project;

namespace Lora.Engine;

/// <summary>Output files on their way into the store and back.</summary>
internal static class StoredOutput
{
    /// <summary>Stores a file that the stage made.</summary>
    /// <exception cref="FindingException">It has other bytes than those that were made.</exception>
    internal static ActionOutput Put(OutputFile file, StageRequest request, ContentStore store)
    {
        var path = file.In(request.Paths);
        var hash = store.PutFile(path);
        return hash == file.Sha256 ? new(StoredName.Of(file), hash, new FileInfo(path).Length)
            : throw new FindingException(EngineDiagnostics.InputChanged.At($"'{file.Path}' changed after {request.Stage} had made it.", path));
    }

    /// <summary>The files of a record, each at its place with its bytes; null when one is lost.</summary>
    internal static IReadOnlyList<OutputFile>? TryRestore(IEnumerable<ActionOutput> outputs, StagePaths paths, ContentStore store)
    {
        var files = new List<OutputFile>();
        foreach (var output in outputs)
        {
            if (StoredName.Parse(output) is not { } file || !IsFree(file.In(paths))
                || (!IsThere(file, paths) && !store.TryRestore(output.Hash, file.In(paths))))
            {
                return null;
            }

            files.Add(file);
        }

        return files;
    }

    private static bool IsThere(OutputFile file, StagePaths paths) => File.Exists(file.In(paths)) && Digest.OfFile(file.In(paths)) == file.Sha256;

    // a record of a shared store may name a file where a folder is, or one below a file
    private static bool IsFree(string path)
    {
        if (Directory.Exists(path))
        {
            return false;
        }

        var above = Path.GetDirectoryName(path);
        while (above is not null && !Directory.Exists(above))
        {
            if (File.Exists(above))
            {
                return false;
            }

            above = Path.GetDirectoryName(above);
        }

        return true;
    }
}
