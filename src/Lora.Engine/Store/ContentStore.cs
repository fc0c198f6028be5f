using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// What was made before, as the stages see it: bytes, files and single-blob entries over the levels of the store, of which the folder on this machine is the
/// first. Safe for threads.
/// </summary>
/// <param name="folder">The first level, in which everything that was read or written lies.</param>
/// <param name="far">The level behind it; null = none.</param>
internal sealed class ContentStore(FolderStore folder, RemoteCache? far = null)
{
    private readonly IBlobStore _levels = far is null ? folder : new LeveledStore(folder, far);

    internal ContentStore(string root)
        : this(new FolderStore(root))
    {
    }

    internal FolderStore Folder => folder;

    internal RemoteCache? Far => far;

    /// <summary>The store without the level behind: for what is quicker made than fetched, and what is of use on this machine alone.</summary>
    internal ContentStore Near => far is null ? this : new(folder);

    /// <summary>Stores bytes and returns their hash.</summary>
    internal string Put(ReadOnlySpan<byte> content)
    {
        var hash = Digest.Of(content);
        return folder.Holds(hash) ? hash : folder.Put(new MemoryStream(content.ToArray()));
    }

    /// <summary>Stores a file's bytes and returns their hash.</summary>
    internal string PutFile(string path)
    {
        using var stream = File.OpenRead(path);
        return folder.Put(stream);
    }

    /// <summary>The bytes with this hash, or null when they are not there or damaged.</summary>
    internal byte[]? Read(string hash)
    {
        using var content = new MemoryStream();
        return _levels.TryRead(hash, content) ? content.ToArray() : null;
    }

    /// <summary>Writes the bytes with this hash to a file, beside it first; false, and nothing written, when they are not there or damaged.</summary>
    internal bool TryRestore(string hash, string path)
    {
        var (output, temp) = NewFile.Open(Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            bool whole;
            using (output)
            {
                whole = _levels.TryRead(hash, output);
            }

            if (whole)
            {
                File.Move(temp, path, overwrite: true);
            }

            return whole;
        }
        finally
        {
            NewFile.TryDelete(temp);
        }
    }

    /// <summary>What the action with this key made, or null.</summary>
    internal ActionRecord? Find(string key) => _levels.Find(key);

    /// <summary>Publishes an action whose blobs were put before.</summary>
    internal void Record(string key, ActionRecord record) => _levels.Record(key, record);

    /// <summary>Frees a blob that no record needs any more.</summary>
    internal void Remove(string hash) => _levels.Remove(hash);

    /// <summary>The single blob of an action; null is a miss.</summary>
    internal byte[]? ReadOnly(string key) => Find(key) is { Outputs: [var only] } ? Read(only.Hash) : null;

    /// <summary>Path of the single blob of an action, verified just now, for readers that map files; null is a miss.</summary>
    internal string? PathOfOnly(string key) => Find(key) is { Outputs: [var only] } ? PathOf(only.Hash) : null;

    /// <summary>Path of a blob, verified just now; null when it is not there or damaged.</summary>
    internal string? PathOf(string hash) => _levels.Holds(hash) ? folder.BlobPath(hash) : null;

    /// <summary>Stores one blob as the result of an action.</summary>
    internal void RecordOnly(string key, ReadOnlySpan<byte> content) => Record(key, new ActionRecord([new("content", Put(content), content.Length)]));
}
