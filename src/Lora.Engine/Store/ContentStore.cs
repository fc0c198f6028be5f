using System.Security.Cryptography;
using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// What was made before, by content: <c>cas/&lt;sha256&gt;</c> holds bytes under their own hash, <c>ac/&lt;key&gt;</c> says which bytes an action with that key
/// made. A blob is written to a temporary file while it is hashed and published by a rename; the action that names it is published after it. Everything is
/// verified when read: a damaged or missing part is a miss, and the next <see cref="Put(ReadOnlySpan{byte})"/> replaces it. Safe for threads and for parallel
/// builds, which make the same bytes under the same key: whichever rename comes last changes nothing.
/// </summary>
internal sealed class ContentStore
{
    private readonly string _actions;
    private readonly string _blobs;

    internal ContentStore(string root)
    {
        Root = Path.GetFullPath(root);
        _actions = Path.Combine(Root, "ac");
        _blobs = Path.Combine(Root, "cas");
        Sweep(_actions);
        Sweep(_blobs);
    }

    internal string Root { get; }

    /// <summary>Told the path of each entry that is there but damaged. May be called from any thread.</summary>
    internal Action<string>? Damaged { get; set; }

    /// <summary>Stores bytes and returns their SHA-256 as 64 lower-case hex digits.</summary>
    internal string Put(ReadOnlySpan<byte> content)
    {
        var hash = Digest.Of(content);
        if (!IsWhole(hash))
        {
            NewFile.Write(BlobPath(hash), content);
        }

        return hash;
    }

    /// <summary>Stores a file's bytes, hashing while they stream.</summary>
    internal string PutFile(string path)
    {
        var (output, temp) = NewFile.Open(_blobs);
        try
        {
            string hash;
            using (output)
            using (var input = File.OpenRead(path))
            {
                hash = CopyAndHash(input, output);
            }

            if (IsWhole(hash))
            {
                NewFile.TryDelete(temp);
            }
            else
            {
                File.Move(temp, BlobPath(hash), overwrite: true);
            }

            return hash;
        }
        catch
        {
            NewFile.TryDelete(temp);
            throw;
        }
    }

    /// <summary>The bytes with this hash, or null when they are not there or damaged.</summary>
    internal byte[]? Read(string hash)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(BlobPath(hash));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return IsRight(hash, Digest.Of(content)) ? content : null;
    }

    /// <summary>
    /// Writes the bytes with this hash to <paramref name="path"/>, beside it first; false, and nothing written, when they are not there or damaged.
    /// </summary>
    internal bool TryRestore(string hash, string path)
    {
        FileStream input;
        try
        {
            input = File.OpenRead(BlobPath(hash));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        using (input)
        {
            var (output, temp) = NewFile.Open(Path.GetDirectoryName(Path.GetFullPath(path))!);
            try
            {
                string found;
                using (output)
                {
                    found = CopyAndHash(input, output);
                }

                if (!IsRight(hash, found))
                {
                    NewFile.TryDelete(temp);
                    return false;
                }

                File.Move(temp, path, overwrite: true);
                return true;
            }
            catch
            {
                NewFile.TryDelete(temp);
                throw;
            }
        }
    }

    /// <summary>What the action with this key made, or null. A record's blobs may be gone all the same: reading them says so.</summary>
    internal ActionRecord? Find(string key)
    {
        try
        {
            var record = ActionRecord.Parse(File.ReadAllBytes(ActionPath(key)));
            if (record is null)
            {
                Damaged?.Invoke(ActionPath(key));
            }

            return record;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Publishes an action whose blobs were put before.</summary>
    internal void Record(string key, ActionRecord record) => NewFile.Write(ActionPath(key), record.ToBytes());

    /// <summary>The single blob of an action, verified; null is a miss.</summary>
    internal byte[]? ReadOnly(string key) => Find(key) is { Outputs: [var only] } ? Read(only.Hash) : null;

    /// <summary>Path of the single blob of an action, verified just now, for readers that map files; null is a miss.</summary>
    internal string? PathOfOnly(string key) => Find(key) is { Outputs: [var only] } && IsWhole(only.Hash) ? BlobPath(only.Hash) : null;

    /// <summary>Stores one blob as the result of an action.</summary>
    internal void RecordOnly(string key, ReadOnlySpan<byte> content) => Record(key, new ActionRecord([new("content", Put(content), content.Length)]));

    internal string BlobPath(string hash) => Path.Combine(_blobs, Checked(hash));

    internal string ActionPath(string key) => Path.Combine(_actions, Checked(key));

    private bool IsWhole(string hash)
    {
        try
        {
            using var stream = File.OpenRead(BlobPath(hash));
            return IsRight(hash, Digest.Of(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool IsRight(string hash, string found)
    {
        if (found == hash)
        {
            return true;
        }

        Damaged?.Invoke(BlobPath(hash));
        return false;
    }

    private static string CopyAndHash(Stream input, Stream output)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        int read;
        while ((read = input.Read(buffer)) > 0)
        {
            sha.AppendData(buffer, 0, read);
            output.Write(buffer, 0, read);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    // a name becomes a path: nothing but a hash may
    private static string Checked(string hash) =>
        hash.Length == 64 && hash.AsSpan().IndexOfAnyExcept("0123456789abcdef") < 0 ? hash : throw new ArgumentException($"'{hash}' is not a SHA-256.");

    // what killed processes left behind; a day is longer than any write, and the age decides nothing else
    private static void Sweep(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(folder, NewFile.TempPrefix + "*"))
        {
            if (File.GetLastWriteTimeUtc(path) < DateTime.UtcNow.AddDays(-1))
            {
                NewFile.TryDelete(path);
            }
        }
    }
}
