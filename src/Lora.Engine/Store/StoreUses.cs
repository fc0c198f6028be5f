using System.Text;
using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// What this build uses of the store, for builds beside it to leave alone: a file of its own in <c>builds/</c>, an entry a line, locked while the build lives.
/// A build that cannot write it, in a store that is read-only, does without. Safe for threads.
/// </summary>
/// <param name="folder">The store's <c>builds/</c>.</param>
internal sealed class StoreUses(StoreFolder folder) : IDisposable
{
    // a file is made a moment before it is locked
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    private readonly string _root = Path.GetDirectoryName(folder.Path)!;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private (FileStream Stream, string Path)? _file;

    /// <summary>Notes a use, before the entry is opened.</summary>
    /// <param name="path">The entry, absolute.</param>
    internal void Add(string path)
    {
        lock (_lock)
        {
            if (!_names.Add(Name(path)))
            {
                return;
            }

            try
            {
                var (stream, _) = _file ??= NewFile.Open(folder.ForWriting(), FileShare.Read);
                stream.Write(Encoding.UTF8.GetBytes(Name(path) + "\n"));
                stream.Flush();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // whoever writes to the store says so
            }
        }
    }

    /// <summary>This build uses it.</summary>
    internal bool Contains(string path)
    {
        lock (_lock)
        {
            return _names.Contains(Name(path));
        }
    }

    /// <summary>How many other builds are running, and what they use by its path. Takes away what ended builds left.</summary>
    internal (int Builds, IReadOnlySet<string> Paths) OfOthers()
    {
        var (builds, paths) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var path in Directory.Exists(folder.Path) && folder.IsInside ? Directory.GetFiles(folder.Path, NewFile.TempPrefix + "*") : [])
        {
            if (path != _file?.Path && ReadLiving(path) is { } text)
            {
                builds++;
                // half a line is not yet a use
                paths.UnionWith(text.Split('\n')[..^1].Select(name => Path.Combine(_root, name)));
            }
        }

        return (builds, paths);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_file is var (stream, path))
            {
                stream.Dispose();
                NewFile.TryDelete(path);
                _file = null;
            }
        }
    }

    // the store may be reached by several paths
    private string Name(string path) => Path.GetRelativePath(_root, path);

    private static string? ReadLiving(string path)
    {
        try
        {
            if (File.GetLastWriteTimeUtc(path) < DateTime.UtcNow - Young && !HeldFile.Is(path))
            {
                NewFile.TryDelete(path);
                return null;
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new StreamReader(stream).ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
