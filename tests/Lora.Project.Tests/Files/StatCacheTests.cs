using Lora.Testing;

namespace Lora.Project.Tests.Files;

/// <summary>A wrong "unchanged" is the worst fault: each way to change a file and keep what a cheap look shows.</summary>
public sealed class StatCacheTests : IDisposable
{
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static readonly DateTime Written = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly TempFolder _folder = new();

    private string CacheFile => _folder["hashes.tsv"];

    [Fact]
    public void Abc_HasItsKnownHash() => Assert.Equal(Abc, Cache().Hash(Make("a", "abc")));

    [Theory]
    [InlineData("a")]
    [InlineData("link")]
    [InlineData("link of link")]
    public void UnchangedFile_IsNotReadAgain(string name)
    {
        Remember(MakeLinked(name));
        var cache = Cache();

        Assert.Equal(Abc, cache.Hash(_folder[name]));
        Assert.Equal(0, cache.Misses);
        Assert.Equal(FileStatus.Of(_folder["a"]), cache.Status(_folder[name]));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("link")]
    [InlineData("link of link")]
    public void FileWrittenInPlaceWithItsTimeKept_IsReadAgain(string name)
    {
        Remember(MakeLinked(name));

        Make("a", "abd");

        Assert.NotEqual(Abc, Cache().Hash(_folder[name]));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("link")]
    [InlineData("link of link")]
    public void FileReplacedWithSizeAndTimeKept_IsReadAgain(string name)
    {
        // made before, as a file from an archive is
        Make("new", "abd");
        Remember(MakeLinked(name));

        File.Move(_folder["new"], _folder["a"], overwrite: true);

        Assert.NotEqual(Abc, Cache().Hash(_folder[name]));
    }

    [Fact]
    public void FileReplacedByAnotherThatHasTwoNames_IsReadAgain()
    {
        HardLink.Create(_folder["second"], Make("first", "abd"));
        Remember(Make("a", "abc"));

        File.Move(_folder["second"], _folder["a"], overwrite: true);

        Assert.NotEqual(Abc, Cache().Hash(_folder["a"]));
    }

    [Fact]
    public void LinkThatPointsElsewhere_IsReadAgain()
    {
        Make("b", "abd");
        Remember(MakeLinked("link"));

        File.Delete(_folder["link"]);
        File.CreateSymbolicLink(_folder["link"], "b");

        Assert.NotEqual(Abc, Cache().Hash(_folder["link"]));
    }

    [Fact]
    public void LinkToNothing_HasNoHash()
    {
        File.CreateSymbolicLink(_folder["link"], "nothing");

        Assert.Equal("", Cache().Hash(_folder["link"]));
    }

    [Fact]
    public void FileThatWasYoungWhenHashed_IsReadAgain()
    {
        var cache = Cache(hours: 0);
        var hash = cache.Hash(Make("a", "abc"));
        cache.Save();

        Assert.Equal(Abc, hash);
        Assert.Null(cache.Status(_folder["a"]));
        var second = Cache();
        Assert.Equal(Abc, second.Hash(_folder["a"]));
        Assert.Equal(1, second.Misses);
    }

    [Fact]
    public void TouchedFile_IsReadAgainAndHasTheSameHash()
    {
        Remember(Make("a", "abc"));
        File.SetLastWriteTimeUtc(_folder["a"], Written.AddMinutes(1));
        var cache = Cache();

        Assert.Equal(Abc, cache.Hash(_folder["a"]));
        Assert.Equal(1, cache.Misses);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    [InlineData("lora-hashes-1\nx\ty\n\t\t\t\t\n")]
    [InlineData("lora-hashes-2\nx\ty\n\t\t\t\t\t\t\n-\t1\t1\t1\t1\t1\ta")]
    public void DamagedCache_IsAnEmptyOne(string text)
    {
        File.WriteAllText(CacheFile, text);

        Assert.Equal(Abc, Cache().Hash(Make("a", "abc")));
    }

    [Fact]
    public void MissingFile_HasNoHash() => Assert.Equal("", Cache().Hash(_folder["nothing"]));

    public void Dispose() => _folder.Dispose();

    private string MakeLinked(string name)
    {
        Make("a", "abc");
        File.CreateSymbolicLink(_folder["link"], "a");
        File.CreateSymbolicLink(_folder["link of link"], _folder["link"]);
        return _folder[name];
    }

    // some ticks of the file system's clock after whatever was written before, with the same time of modification
    private string Make(string name, string text)
    {
        Thread.Sleep(30);
        File.WriteAllText(_folder[name], text);
        File.SetLastWriteTimeUtc(_folder[name], Written);
        return _folder[name];
    }

    // by a clock that makes no file young
    private StatCache Cache(int hours = 1) => new(CacheFile, () => DateTime.UtcNow.AddHours(hours));

    private void Remember(string path)
    {
        var cache = Cache();
        Assert.Equal(Abc, cache.Hash(path));
        cache.Save();
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\r\n", "\n")]
    [InlineData("a\r\n\r\nb\r\n", "a\n\nb\n")]
    [InlineData("a\rb\n\r", "a\rb\n\r")]
    public void Lines_HaveTheHashOfTheirUnixForm(string text, string unix)
    {
        Assert.Equal(Digest.Of(unix), Digest.OfLines(System.Text.Encoding.UTF8.GetBytes(text)));
        File.WriteAllText(_folder["text"], text);
        for (var time = 0; time < 2; time++)
        {
            var cache = new StatCache(_folder["hashes"], () => DateTime.UtcNow.AddDays(1));
            Assert.Equal((Digest.Of(text), Digest.Of(unix)), (cache.Hash(_folder["text"]), cache.HashLines(_folder["text"])));
            Assert.Equal(time == 0 ? 2 : 0, cache.Misses);
            cache.Save();
        }
    }
}
