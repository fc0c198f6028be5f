using Lora.Testing;

namespace Lora.Project.Tests.Bases;

/// <summary>A fetch into a store in which a link leads out.</summary>
public sealed class BaseLinkTests
{
    [Theory]
    [InlineData("bases")]
    [InlineData(".part")]
    [InlineData(".lock")]
    public void LinkOutOfTheStore_IsNotWrittenThrough(string link)
    {
        using var store = new TempFolder();
        using var outside = new TempFolder();
        using var server = new LoopbackServer((_, context) => LoopbackServer.SendFile(context, [1]));
        var download = new BaseDownload
        {
            Name = "x",
            Address = BaseAddress.Read(server.Root + "x", out _)!,
            Sha256 = Digest.Of([1]),
            Folder = StoreFolder.Bases(store.Path),
            Place = new SourcePlace("bases.json", 7, 3),
        };
        if (link == "bases")
        {
            Directory.CreateSymbolicLink(store[link], outside.Path);
        }
        else
        {
            Directory.CreateDirectory(store["bases"]);
            File.CreateSymbolicLink(store[$"bases/{download.Sha256}{link}"], outside["x"]);
        }

        var error = Assert.Throws<FetchException>(() =>
            new BaseFetch(FetchLimits.Default, _ => null).Run(download, _ => { }, _ => { }, CancellationToken.None));

        Assert.Equal(CacheDiagnostics.LinkLeadsOut.Code, error.Finding.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside.Path));
        Assert.Empty(server.Requests);
    }
}
