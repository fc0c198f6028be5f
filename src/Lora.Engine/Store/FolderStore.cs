using System.Security.Cryptography;
using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// The store in a folder of this machine: <c>cas/SHA256</c> holds blobs, <c>ac.v2/KEY</c> records. A blob is written to a temporary file while it is hashed
/// and published by a rename; whichever of several renames comes last changes nothing. A damaged blob is replaced when it is put next. An entry's
/// time of change is that of its last use. A use is noted and the time set before the entry is opened, so that <see cref="StoreTrim"/>, which looks at both
/// while it alone has the entry open, removes none that is being read.
/// </summary>
internal sealed class FolderStore : IBlobStore, IDisposable
{
    private readonly StoreFolder _actions;
    private readonly StoreFolder _blobs;

    internal FolderStore(string root)
    {
        Root = Path.GetFullPath(root);
        _actions = StoreFolder.Actions(Root);
        _blobs = StoreFolder.Blobs(Root);
        Uses = new StoreUses(StoreFolder.Builds(Root));
        Sweep(_actions);
        Sweep(_blobs);
    }

    internal string Root { get; }

    /// <summary>What this build uses, and what others do.</summary>
    internal StoreUses Uses { get; }

    /// <summary>Something was written since <see cref="StoreTrim"/> looked last.</summary>
    internal bool IsWritten { get; set; }

    /// <summary>Told the path of each entry that is there but damaged. May be called from any thread.</summary>
    internal Action<string>? Damaged { get; set; }

    public bool Holds(string hash)
    {
        using var stream = Open(_blobs, BlobPath(hash));
        return stream is not null && IsRight(hash, CopyAndHash(stream, Stream.Null, isEntry: true));
    }

    public bool TryRead(string hash, Stream target)
    {
        using var stream = Open(_blobs, BlobPath(hash));
        return stream is not null && IsRight(hash, CopyAndHash(stream, target, isEntry: true));
    }

    public string Put(Stream content) => Put(content, null)!;

    /// <summary>Stores what is left of a stream, if it has this hash; else false.</summary>
    internal bool TryPut(Stream content, string hash) => Put(content, hash) is not null;

    // null, and nothing stored, for other content than expected
    private string? Put(Stream content, string? expected)
    {
        var (output, temp) = NewFile.Open(_blobs.ForWriting());
        try
        {
            string hash;
            using (output)
            {
                hash = CopyAndHash(content, output);
            }

            if (expected is not null && hash != expected)
            {
                NewFile.TryDelete(temp);
                return null;
            }

            Uses.Add(BlobPath(hash));
            if (Holds(hash))
            {
                NewFile.TryDelete(temp);
            }
            else
            {
                Publish(temp, BlobPath(hash));
            }

            return hash;
        }
        catch
        {
            NewFile.TryDelete(temp);
            throw;
        }
    }

    public void Remove(string hash)
    {
        if (_blobs.IsInside)
        {
            NewFile.TryDelete(BlobPath(hash));
        }
    }

    public ActionRecord? Find(string key)
    {
        using var stream = Open(_actions, ActionPath(key));
        if (stream is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        CopyAndHash(stream, bytes, isEntry: true);
        var record = ActionRecord.Parse(bytes.ToArray());
        if (record is null)
        {
            Damaged?.Invoke(ActionPath(key));
        }

        return record;
    }

    public void Record(string key, ActionRecord record)
    {
        var (output, temp) = NewFile.Open(_actions.ForWriting());
        try
        {
            using (output)
            {
                output.Write(record.ToBytes());
            }

            Uses.Add(ActionPath(key));
            Publish(temp, ActionPath(key));
        }
        catch
        {
            NewFile.TryDelete(temp);
            throw;
        }
    }

    public void Dispose() => Uses.Dispose();

    internal string BlobPath(string hash) => Path.Combine(_blobs.Path, Checked(hash));

    internal string ActionPath(string key) => Path.Combine(_actions.Path, Checked(key));

    /// <summary>True for what a path's name says is an entry.</summary>
    internal static bool IsEntry(string path) => Digest.Is(Path.GetFileName(path));

    private bool IsRight(string hash, string found)
    {
        if (found == hash)
        {
            return true;
        }

        Damaged?.Invoke(BlobPath(hash));
        return false;
    }

    private FileStream? Open(StoreFolder folder, string path)
    {
        try
        {
            if (File.Exists(path) && folder.IsInside)
            {
                Uses.Add(path);
                Touch(path);
            }

            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // who may read and not write keeps no time of use; of a link it is the link's own
    private static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void Publish(string temp, string path)
    {
        IsWritten = true;
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
        {
            // no entry of ours, and in the place of one
            Directory.Delete(path, recursive: true);
        }

        File.Move(temp, path, overwrite: true);
    }

    private static string CopyAndHash(Stream input, Stream output, bool isEntry = false)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        int read;
        while ((read = isEntry ? ReadOrEnd(input, buffer) : input.Read(buffer)) > 0)
        {
            sha.AppendData(buffer, 0, read);
            output.Write(buffer, 0, read);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    // an entry that cannot be read on is one that was cut short
    private static int ReadOrEnd(Stream input, byte[] buffer)
    {
        try
        {
            return input.Read(buffer);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // a name becomes a path: nothing but a hash may
    private static string Checked(string hash) => Digest.Is(hash) ? hash : throw new ArgumentException($"'{hash}' is not a SHA-256.");

    // what killed processes left behind; a day is longer than any write, and the age decides nothing else
    private static void Sweep(StoreFolder folder)
    {
        if (!Directory.Exists(folder.Path) || !folder.IsInside)
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(folder.Path, NewFile.TempPrefix + "*"))
        {
            if (File.GetLastWriteTimeUtc(path) < DateTime.UtcNow.AddDays(-1))
            {
                NewFile.TryDelete(path);
            }
        }
    }
}
