namespace Lora.Project.Tests;

public sealed class StatCacheTests : IDisposable
{
    private static readonly DateTime Written = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lora-stat-");

    private string CacheFile => Path.Combine(_folder.FullName, "hashes.tsv");

    [Fact]
    public void Abc_HasItsKnownHash() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Cache(hours: 1).Hash(Make("abc")));

    [Fact]
    public void UnchangedFile_IsNotReadAgain()
    {
        var path = Make("abc");
        Remember(path, hours: 1);
        var cache = Cache(hours: 2);

        Assert.Equal("ba7816bf", cache.Hash(path)[..8]);
        Assert.Equal(0, cache.Misses);
    }

    [Fact]
    public void FileThatWasYoungWhenHashed_IsReadAgain()
    {
        var path = Make("abc");
        Remember(path, hours: 0);
        // the same size and time: only the racy rule can see it
        Make("abd");

        Assert.NotEqual("ba7816bf", Cache(hours: 2).Hash(path)[..8]);
    }

    [Fact]
    public void TouchedFile_IsReadAgainAndHasTheSameHash()
    {
        var path = Make("abc");
        Remember(path, hours: 1);
        File.SetLastWriteTimeUtc(path, Written.AddMinutes(1));
        var cache = Cache(hours: 2);

        Assert.Equal("ba7816bf", cache.Hash(path)[..8]);
        Assert.Equal(1, cache.Misses);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    [InlineData("lora-hashes-1\nx\ty\n\t\t\t\t\n")]
    public void DamagedCache_IsAnEmptyOne(string text)
    {
        var path = Make("abc");
        File.WriteAllText(CacheFile, text);

        Assert.Equal("ba7816bf", Cache(hours: 1).Hash(path)[..8]);
    }

    [Fact]
    public void MissingFile_HasNoHash() => Assert.Equal("", Cache(hours: 1).Hash(Path.Combine(_folder.FullName, "nothing")));

    public void Dispose() => _folder.Delete(recursive: true);

    private string Make(string text)
    {
        var path = Path.Combine(_folder.FullName, "a.txt");
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, Written);
        return path;
    }

    private StatCache Cache(int hours) => new(CacheFile, () => Written.AddHours(hours));

    private void Remember(string path, int hours)
    {
        var cache = Cache(hours);
        cache.Hash(path);
        cache.Save();
    }
}
