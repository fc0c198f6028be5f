using Lora.Project;

namespace Lora.Engine;

/// <summary>An entry of the store as it lay there when it was looked at.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Bytes">What it takes of the disk, in whole blocks.</param>
/// <param name="Used">Last, UTC.</param>
internal sealed record StoreEntry(string Path, long Bytes, DateTime Used)
{
    private const long Block = 4096;

    internal static StoreEntry Of(FileInfo file) => new(file.FullName, (file.Length + Block - 1) / Block * Block, file.LastWriteTimeUtc);
}

/// <summary>What a trim has done.</summary>
/// <param name="Entries">Removed.</param>
/// <param name="Bytes">Removed.</param>
/// <param name="Left">Bytes that stay.</param>
/// <param name="InUse">Of these, bytes in use by a build that runs.</param>
internal sealed record TrimResult(int Entries, long Bytes, long Left, long InUse);

/// <summary>Removes the entries that were unused longest. What this build or one beside it uses stays; of several builds one trims at a time.</summary>
internal sealed class StoreTrim(FolderStore store)
{
    // room for the next entries, so that not every stage that follows trims again
    private const double Kept = 0.9;

    /// <summary>Told when an entry has been looked at and is about to be removed, for tests of what happens in between.</summary>
    internal Action<string> Removing { get; init; } = static _ => { };

    /// <summary>The store's entries: blobs and records.</summary>
    internal static IEnumerable<StoreEntry> Entries(string root)
    {
        StoreFolder[] folders = [StoreFolder.Blobs(root), StoreFolder.Actions(root)];
        return folders.Where(folder => Directory.Exists(folder.Path) && folder.IsInside)
            .SelectMany(folder => new DirectoryInfo(folder.Path).EnumerateFiles()).Where(file => Digest.Is(file.Name)).Select(Look).OfType<StoreEntry>();
    }

    /// <summary>Brings the entries below a size; null where another build is at it, or they are.</summary>
    /// <param name="limit">Bytes; 0 leaves everything.</param>
    internal TrimResult? Run(long limit)
    {
        store.IsWritten = false;
        if (limit == 0)
        {
            return null;
        }

        var entries = Entries(store.Root).ToArray();
        return entries.Sum(entry => entry.Bytes) > limit ? Remove(entries, (long)(limit * Kept), includingOwn: false) : null;
    }

    /// <summary>Removes all entries but those in use by builds beside this one; null where another build trims.</summary>
    internal TrimResult? RemoveAll() => Remove([.. Entries(store.Root)], limit: 0, includingOwn: true);

    private TrimResult? Remove(StoreEntry[] entries, long limit, bool includingOwn)
    {
        using var turn = Turn();
        if (turn is null)
        {
            return null;
        }

        var (_, others) = store.Uses.OfOthers();
        bool IsUsed(StoreEntry entry) => others.Contains(entry.Path) || (!includingOwn && store.Uses.Contains(entry.Path));
        var (count, removed, left) = (0, 0L, entries.Sum(entry => entry.Bytes));
        foreach (var entry in entries.Where(entry => !IsUsed(entry)).OrderBy(entry => entry.Used))
        {
            if (left <= limit)
            {
                break;
            }

            if (TryRemove(entry))
            {
                (count, removed, left) = (count + 1, removed + entry.Bytes, left - entry.Bytes);
            }
        }

        return new(count, removed, left, entries.Where(IsUsed).Sum(entry => entry.Bytes));
    }

    // whoever reads the entry has set its time before, or finds it held and does without
    private bool TryRemove(StoreEntry entry)
    {
        Removing(entry.Path);
        try
        {
            using var held = new FileStream(entry.Path, FileMode.Open, FileAccess.Read, FileShare.None, 1);
            if (File.GetLastWriteTimeUtc(entry.Path) != entry.Used)
            {
                return false;
            }

            if (OperatingSystem.IsWindows())
            {
                held.Dispose();
            }

            File.Delete(entry.Path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // gone meanwhile, a link to nowhere, what may not be read; else another process holds it
            return e is FileNotFoundException or UnauthorizedAccessException && Deleted(entry.Path);
        }
    }

    private static bool Deleted(string path)
    {
        NewFile.TryDelete(path);
        return !Path.Exists(path);
    }

    private FileStream? Turn()
    {
        var builds = StoreFolder.Builds(store.Root);
        try
        {
            Directory.CreateDirectory(builds.ForWriting());
            return new FileStream(builds.ForWriting("trim.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is (IOException and not StoreLinkException) or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static StoreEntry? Look(FileInfo file)
    {
        try
        {
            return StoreEntry.Of(file);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
