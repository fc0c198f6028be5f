using System.Security.Cryptography;

namespace Lora.Project;

/// <summary>
/// The part of a download that is there, hashed as it grows, and beside it the server's name for the version that it is a part of (its strong ETag). It stays
/// when a build is stopped. One user at a time: the caller holds the download's lock.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Opens what is there, and reads it through.</summary>
    public PartFile(string path, CancellationToken cancel)
    {
        _path = path;
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        try
        {
            var buffer = new byte[1 << 18];
            int read;
            while ((read = _stream.Read(buffer)) > 0)
            {
                cancel.ThrowIfCancellationRequested();
                _hash.AppendData(buffer, 0, read);
            }
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>Bytes that are there.</summary>
    public long Length => _stream.Length;

    /// <summary>64 lower-case hex digits, of what is there.</summary>
    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>The version that it is a part of; null where the server names none.</summary>
    public string? Version
    {
        get => File.Exists(VersionFile) ? File.ReadAllText(VersionFile) : null;
        set
        {
            if (value is null)
            {
                File.Delete(VersionFile);
            }
            else
            {
                NewFile.Write(VersionFile, value);
            }
        }
    }

    private string VersionFile => _path + ".etag";

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _hash.AppendData(bytes);
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _stream.SetLength(0);
        _hash.GetHashAndReset();
        Version = null;
    }

    /// <summary>Gives the whole file its name by its first bytes, and returns it.</summary>
    public string Publish(Func<ReadOnlySpan<byte>, string> name)
    {
        var head = new byte[9];
        _stream.Position = 0;
        var read = _stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var path = name(head.AsSpan(0, read));
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_path, path, overwrite: true);
        Version = null;
        return path;
    }

    /// <summary>Removes what is there.</summary>
    public void Discard()
    {
        Version = null;
        _stream.Dispose();
        File.Delete(_path);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
    }
}
