using Lora.Project;
using Lora.Testing;

namespace Lora.Engine.Tests.Store;

/// <summary>CacheInfo and CacheClean.</summary>
public sealed class StoreVerbsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<string> _said = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Info_CountsWhatLiesThere()
    {
        using var store = Filled();
        using var beside = new FolderStore(_folder.Path);
        beside.Holds(Digest.Of("x"u8));
        beside.Uses.Add(_folder["bases/b.safetensors"]);

        Verbs(store, 20_000_000_000).Show();
        Verbs(store, 0).Show();

        Assert.Equal(
        [
            $"Store: {_folder.Path}",
            "  entries            2 files      8 KB   at most 20.0 GB (LoraCacheSize), the oldest unused since 2026-05-01",
            "  base models        2 files     16 KB   beside the limit, only CacheClean removes them",
            "  engines            1 files      4 KB   beside the limit, only CacheClean removes them",
            "  in use             2 files     12 KB   by 1 running build",
        ], _said[..5]);
        Assert.Contains("no limit (LoraCacheSize)", _said[6]);
    }

    [Fact]
    public void InfoOfNoStore_IsAllNothing()
    {
        using var store = new FolderStore(_folder["none"]);

        Verbs(store, 1000).Show();

        Assert.Equal("  entries            0 files       0 B   at most 1 KB (LoraCacheSize)", _said[1]);
        Assert.False(Directory.Exists(_folder["none"]));
    }

    [Fact]
    public void Clean_RemovesAllButWhatRunningBuildsUse()
    {
        using var store = Filled();
        using (var beside = new FolderStore(_folder.Path))
        {
            beside.Holds(Digest.Of("x"u8));
            beside.Uses.Add(_folder["bases/b.safetensors"]);
            using var fetch = new FileStream(_folder["bases/c.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

            Verbs(store, 1000).Clean();

            Assert.Equal("Removed: 1 entries (4 KB), 0 files of base models (0 B), 0 files of engines (0 B).", _said[1]);
            Assert.Equal("What running builds use stays: 5 files (25 KB).", _said[2]);
        }

        Verbs(store, 1000).Clean();

        Assert.Equal("Removed: 1 entries (4 KB), 3 files of base models (16 KB), 1 files of engines (4 KB).", _said[^1]);
        Assert.Equal(["builds"], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetDirectoryName).Select(Path.GetFileName)
            .Distinct());
        Assert.Empty(Directory.GetDirectories(_folder["engines"]));
        // what the store remembers is no reason to fail
        Assert.Null(new ContentStore(store).ReadOnly(Digest.Of("key")));
        new ContentStore(store).RecordOnly(Digest.Of("key"), "x"u8);
        Assert.NotNull(new ContentStore(store).ReadOnly(Digest.Of("key")));
    }

    private StoreVerbs Verbs(FolderStore store, long limit) => new(store, limit, _said.Add);

    private FolderStore Filled()
    {
        var store = new FolderStore(_folder.Path);
        new ContentStore(store).RecordOnly(Digest.Of("key"), "x"u8);
        foreach (var entry in StoreTrim.Entries(_folder.Path))
        {
            File.SetLastWriteTimeUtc(entry.Path, new DateTime(2026, 5, 1, 12, 0, 0, DateTimeKind.Utc));
        }

        foreach (var (name, length) in ((string, int)[])[("bases/b.safetensors", 5000), ("bases/c.part", 5000), ("engines/abc/lib.so", 1)])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            File.WriteAllBytes(_folder[name], new byte[length]);
        }

        return store;
    }
}
