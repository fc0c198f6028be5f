using Lora.Project;
using Lora.Testing;

namespace Lora.Engine.Tests.Store;

/// <summary>Nothing is written, touched or removed where a link in the store leads out of it.</summary>
public sealed class StoreLinkTests : IDisposable
{
    private static readonly DateTime Long = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cas")]
    [InlineData("ac.v2")]
    [InlineData("builds")]
    public void FolderThatLeadsOut_IsAnErrorAndStaysAsItIs(string name)
    {
        Directory.CreateDirectory(_folder["cache"]);
        Directory.CreateDirectory(_folder["outside"]);
        var (hash, stray) = (Digest.Of("x"u8), _folder[$"outside/{NewFile.TempPrefix}1-1"]);
        foreach (var file in (string[])[_folder[$"outside/{hash}"], stray])
        {
            File.WriteAllText(file, "x");
            File.SetLastWriteTimeUtc(file, Long);
        }

        Directory.CreateSymbolicLink(_folder[$"cache/{name}"], _folder["outside"]);
        using var folder = new FolderStore(_folder["cache"]);
        var store = new ContentStore(folder);

        if (name != "builds")
        {
            Assert.Throws<StoreLinkException>(() => store.RecordOnly(hash, "new"u8));
        }

        store.Read(hash);
        store.Find(hash);
        store.Remove(hash);
        try
        {
            new StoreTrim(folder).RemoveAll();
            new StoreTrim(folder).Run(1);
        }
        catch (StoreLinkException)
        {
        }

        Assert.Equal([.. new[] { _folder[$"outside/{hash}"], stray }.Order()], Directory.GetFileSystemEntries(_folder["outside"]).Order());
        Assert.All(Directory.GetFiles(_folder["outside"]), file => Assert.Equal(("x", Long), (File.ReadAllText(file), File.GetLastWriteTimeUtc(file))));
    }

    [Fact]
    public void EntryThatLeadsOut_IsReplacedAndWhatItLeadsToStays()
    {
        using var folder = new FolderStore(_folder["cache"]);
        var store = new ContentStore(folder);
        var hash = store.Put("content"u8);
        File.WriteAllText(_folder["outside"], "mine");
        File.SetLastWriteTimeUtc(_folder["outside"], Long);
        File.Delete(folder.BlobPath(hash));
        File.CreateSymbolicLink(folder.BlobPath(hash), _folder["outside"]);

        Assert.Null(store.Read(hash));
        store.Put("content"u8);
        Assert.Equal("content"u8.ToArray(), store.Read(hash));
        File.Delete(folder.BlobPath(hash));
        File.CreateSymbolicLink(folder.BlobPath(hash), _folder["outside"]);
        Assert.Equal(1, new StoreTrim(folder).RemoveAll()!.Entries);

        Assert.False(Path.Exists(folder.BlobPath(hash)));
        Assert.Equal(("mine", Long), (File.ReadAllText(_folder["outside"]), File.GetLastWriteTimeUtc(_folder["outside"])));
    }

    [Fact]
    public void LinkWithinTheStoreAndStoreBehindALink_AreFine()
    {
        Directory.CreateDirectory(_folder["big/blobs"]);
        Directory.CreateSymbolicLink(_folder["cache"], _folder["big"]);
        Directory.CreateSymbolicLink(_folder["big/cas"], "blobs");
        Directory.CreateSymbolicLink(_folder["big/ac.v2"], _folder["cache/actions"]);
        Directory.CreateDirectory(_folder["big/actions"]);
        using var folder = new FolderStore(_folder["cache"]);
        var store = new ContentStore(folder);

        store.RecordOnly(Digest.Of("key"), "x"u8);

        Assert.Equal("x"u8.ToArray(), store.ReadOnly(Digest.Of("key")));
        Assert.Equal(2, new StoreTrim(folder).RemoveAll()!.Entries);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("blobs/../../outside")]
    [InlineData("aside/x")]
    [InlineData("cas")]
    public void LinkThatLeadsOutInAnyWay_IsSeen(string target)
    {
        Directory.CreateDirectory(_folder["cache"]);
        Directory.CreateDirectory(_folder["outside"]);
        Directory.CreateSymbolicLink(_folder["cache/aside"], _folder["outside"]);
        Directory.CreateSymbolicLink(_folder["cache/cas"], target);

        Assert.False(StoreFolder.Blobs(_folder["cache"]).IsInside);
        Assert.Throws<StoreLinkException>(() => StoreFolder.Blobs(_folder["cache"]).ForWriting());
    }

    [Fact]
    public void EngineFolderThatLeadsOut_IsSeen()
    {
        Directory.CreateDirectory(_folder["cache/engines/a"]);
        Assert.Equal(_folder["cache/engines"], StoreFolder.Engines(_folder["cache"]).ForWritingAnywhere());
        File.CreateSymbolicLink(_folder["cache/engines/a/lib.1.tmp"], _folder["outside"]);

        Assert.Throws<StoreLinkException>(() => StoreFolder.Engines(_folder["cache"]).ForWritingAnywhere());
    }
}
