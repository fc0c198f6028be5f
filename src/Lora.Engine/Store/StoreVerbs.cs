using System.Globalization;
using Lora.Project;

namespace Lora.Engine;

/// <summary>The targets CacheInfo and CacheClean: what is in the store, and away with it.</summary>
/// <param name="store">The store.</param>
/// <param name="limit">Of its entries, bytes; 0 = none.</param>
/// <param name="say">Told each line.</param>
internal sealed class StoreVerbs(FolderStore store, long limit, Action<string> say)
{
    private readonly StoreFolder _bases = StoreFolder.Bases(store.Root);
    private readonly StoreFolder _engines = StoreFolder.Engines(store.Root);

    internal void Show()
    {
        var entries = StoreTrim.Entries(store.Root).ToArray();
        var (builds, used) = store.Uses.OfOthers();
        say($"Store: {store.Root}");
        say(Line("entries", entries, Limit(entries)));
        say(Line("base models", Files(_bases), "beside the limit, only CacheClean removes them"));
        say(Line("engines", Files(_engines), "beside the limit, only CacheClean removes them"));
        if (Files(StoreFolder.Uploads(store.Root)) is { Length: > 0 } uploads)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"  {uploads.Length} entries are still to be brought to a remote cache"));
        }

        if (builds > 0)
        {
            say(Line("in use", [.. entries.Concat(Files(_bases)).Where(entry => used.Contains(entry.Path))],
                string.Create(CultureInfo.InvariantCulture, $"by {builds} running {(builds == 1 ? "build" : "builds")}")));
        }
    }

    /// <exception cref="StoreLinkException">A folder of the store lies elsewhere.</exception>
    internal void Clean()
    {
        var trim = new StoreTrim(store).RemoveAll();
        if (trim is null)
        {
            say("Another build is removing entries from the store: nothing was removed.");
            return;
        }

        var (builds, used) = store.Uses.OfOthers();
        var bases = RemoveFiles(_bases, used);
        RemoveFiles(StoreFolder.Uploads(store.Root), used);
        // an engine loads its libraries when it needs them
        var engines = builds == 0 ? RemoveFiles(_engines, used) : [];
        say($"Store: {store.Root}");
        say(string.Create(CultureInfo.InvariantCulture,
            $"Removed: {trim.Entries} entries ({SizeText.Of(trim.Bytes)}), {Text(bases, "files of base models")}, {Text(engines, "files of engines")}."));
        StoreEntry[] left = [.. StoreTrim.Entries(store.Root), .. Files(_bases), .. Files(_engines)];
        if (left.Length > 0)
        {
            say($"What running builds use stays: {Text(left, "files")}.");
        }
    }

    private string Limit(StoreEntry[] entries)
    {
        var most = limit == 0 ? "no limit (LoraCacheSize)" : $"at most {SizeText.Of(limit)} (LoraCacheSize)";
        return entries.Length == 0 ? most
            : string.Create(CultureInfo.InvariantCulture, $"{most}, the oldest unused since {entries.Min(entry => entry.Used):yyyy-MM-dd}");
    }

    private static string Text(IReadOnlyCollection<StoreEntry> files, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{files.Count} {what} ({SizeText.Of(files.Sum(file => file.Bytes))})");

    private static string Line(string what, IReadOnlyCollection<StoreEntry> files, string remark) =>
        string.Create(CultureInfo.InvariantCulture, $"  {what,-12} {files.Count,7} files {SizeText.Of(files.Sum(file => file.Bytes)),9}   {remark}");

    private static StoreEntry[] Files(StoreFolder folder) => !Directory.Exists(folder.Path) || !folder.IsInside ? []
        : [.. new DirectoryInfo(folder.Path).EnumerateFiles("*", SearchOption.AllDirectories).Select(StoreEntry.Of)];

    private static List<StoreEntry> RemoveFiles(StoreFolder folder, IReadOnlySet<string> used)
    {
        var removed = new List<StoreEntry>();
        folder.ForWritingAnywhere();
        // a fetch that is under way has its lock beside the part
        var fetching = Files(folder).Where(file => file.Path.EndsWith(".lock", StringComparison.Ordinal) && HeldFile.Is(file.Path))
            .Select(file => Path.ChangeExtension(file.Path, null)).ToArray();
        foreach (var file in Files(folder).Where(file => !used.Contains(file.Path)
            && !fetching.Any(name => file.Path.StartsWith(name, StringComparison.Ordinal))))
        {
            NewFile.TryDelete(file.Path);
            if (!File.Exists(file.Path))
            {
                removed.Add(file);
            }
        }

        foreach (var empty in Directory.Exists(folder.Path) ? Directory.GetDirectories(folder.Path).Where(IsEmpty) : [])
        {
            Directory.Delete(empty);
        }

        return removed;
    }

    private static bool IsEmpty(string folder) => !Directory.EnumerateFileSystemEntries(folder).Any();
}
