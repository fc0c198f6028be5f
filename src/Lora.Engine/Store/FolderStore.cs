using System.Security.Cryptography;
using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// The store in a folder of this machine: <c>cas/SHA256</c> holds blobs, <c>ac.v2/KEY</c> records. A blob is written to a temporary file while it is hashed
/// and published by a rename; whichever of several renames comes last changes nothing. A damaged blob is replaced by the next <see cref="Put"/>.
/// </summary>
internal sealed class FolderStore : IBlobStore
{
    private readonly string _actions;
    private readonly string _blobs;

    internal FolderStore(string root)
    {
        Root = Path.GetFullPath(root);
        _actions = Path.Combine(Root, "ac.v2");
        _blobs = Path.Combine(Root, "cas");
        Sweep(_actions);
        Sweep(_blobs);
    }

    internal string Root { get; }

    /// <summary>Told the path of each entry that is there but damaged. May be called from any thread.</summary>
    internal Action<string>? Damaged { get; set; }

    public bool Holds(string hash)
    {
        using var stream = Open(BlobPath(hash));
        return stream is not null && IsRight(hash, Digest.Of(stream));
    }

    public bool TryRead(string hash, Stream target)
    {
        using var stream = Open(BlobPath(hash));
        return stream is not null && IsRight(hash, CopyAndHash(stream, target));
    }

    public string Put(Stream content)
    {
        var (output, temp) = NewFile.Open(_blobs);
        try
        {
            string hash;
            using (output)
            {
                hash = CopyAndHash(content, output);
            }

            if (Holds(hash))
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

    public void Remove(string hash) => NewFile.TryDelete(BlobPath(hash));

    public ActionRecord? Find(string key)
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

    public void Record(string key, ActionRecord record) => NewFile.Write(ActionPath(key), record.ToBytes());

    internal string BlobPath(string hash) => Path.Combine(_blobs, Checked(hash));

    internal string ActionPath(string key) => Path.Combine(_actions, Checked(key));

    private bool IsRight(string hash, string found)
    {
        if (found == hash)
        {
            return true;
        }

        Damaged?.Invoke(BlobPath(hash));
        return false;
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
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
