using Lora.Testing;

namespace Lora.Project.Tests.Bases;

public sealed class BaseFetchTests : IDisposable
{
    private const string Secret = "abc-123-secret";

    private static readonly byte[] Model = [.. BitConverter.GetBytes(2L), .. "{}"u8, .. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 7 / 3))];
    private static readonly FetchLimits Quick = new(3, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(20));

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly List<string> _messages = [];

    [Fact]
    public void File_IsFetchedOnceUnderItsHash()
    {
        File.WriteAllBytes(_folder["x.safetensors"], Model);
        var download = Download($"file://{_folder["x.safetensors"]}");

        Assert.Equal(_folder[$"bases/{Digest.Of(Model)}.safetensors"], Fetch(download));

        File.Delete(_folder["x.safetensors"]);
        Assert.Equal(download.Fetched, Fetch(download));
        Assert.Equal([Path.GetFileName(download.Fetched)!], Listing());
    }

    [Fact]
    public void Pickle_IsNamedCkptWhateverTheUrlSays()
    {
        byte[] zip = [.. "PK\u0003\u0004"u8, .. Model];
        File.WriteAllBytes(_folder["model"], zip);

        Assert.Equal(".ckpt", Path.GetExtension(Fetch(Download($"file://{_folder["model"]}", Digest.Of(zip)))));
    }

    [Fact]
    public void CutConnection_IsGoneOnFrom()
    {
        using var server = new LoopbackServer((number, context) => LoopbackServer.SendFile(context, Model, cutAfter: number == 0 ? 1_000_000 : int.MaxValue));
        var progress = new List<FetchProgress>();

        Assert.Equal(Model, File.ReadAllBytes(Fetch(Download(server.Root + "x"), progress.Add)));

        Assert.Equal(2, server.Requests.Count);
        Assert.Matches("""^/x bytes=\d\d+- "1"$""", server.Requests[1]);
        Assert.Equal((Model.Length, Model.Length), (progress[^1].Done, progress[^1].Total));
    }

    [Fact]
    public void StoppedFetch_IsGoneOnFromInTheNextBuild()
    {
        using var stop = new CancellationTokenSource();
        using var server = new LoopbackServer((_, context) => LoopbackServer.SendFile(context, Model));
        var download = Download(server.Root + "x");

        Assert.ThrowsAny<OperationCanceledException>(() => Fetch(download, progress => stop.Cancel(), stop.Token));
        Assert.Null(download.Fetched);
        Assert.Equal(Model, File.ReadAllBytes(Fetch(download)));

        Assert.Matches("""^/x bytes=\d\d+- "1"$""", server.Requests[1]);
        Assert.Equal([Path.GetFileName(download.Fetched)!], Listing());
    }

    [Fact]
    public void ServerWithoutRanges_IsReadFromTheStart()
    {
        using var server = new LoopbackServer((number, context) =>
        {
            context.Request.Headers.Remove("Range");
            LoopbackServer.SendFile(context, Model, etag: null, cutAfter: number == 0 ? 1_000_000 : int.MaxValue);
        });

        Assert.Equal(Model, File.ReadAllBytes(Fetch(Download(server.Root + "x"))));
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData(null)]
    public void PartOfAnotherVersion_IsThrownAway(string? etag)
    {
        using var server = new LoopbackServer((_, context) => LoopbackServer.SendFile(context, Model, etag));
        var download = Download(server.Root + "x");
        Directory.CreateDirectory(download.Folder.Path);
        File.WriteAllBytes(download.Part, new byte[5000]);
        File.WriteAllText(download.Part + ".etag", "\"1\"");

        Assert.Equal(Model, File.ReadAllBytes(Fetch(download)));
    }

    [Fact]
    public void PartThatNobodyCanTell_IsGoneOnFromAndThenFetchedAnew()
    {
        using var server = new LoopbackServer((_, context) => LoopbackServer.SendFile(context, Model, etag: null));
        var download = Download(server.Root + "x");
        Directory.CreateDirectory(download.Folder.Path);
        File.WriteAllBytes(download.Part, new byte[5000]);

        Assert.Equal(Model, File.ReadAllBytes(Fetch(download)));
        Assert.Equal(["/x bytes=5000-", "/x"], server.Requests);
    }

    [Fact]
    public void PartLongerThanTheFile_IsThrownAway()
    {
        using var server = new LoopbackServer((_, context) => LoopbackServer.SendFile(context, Model));
        var download = Download(server.Root + "x");
        Directory.CreateDirectory(download.Folder.Path);
        File.WriteAllBytes(download.Part, new byte[Model.Length + 5]);

        Assert.Equal(Model, File.ReadAllBytes(Fetch(download)));
    }

    [Fact]
    public void WholePart_NeedsNoServer()
    {
        var download = Download("http://127.0.0.1:9/x");
        Directory.CreateDirectory(download.Folder.Path);
        File.WriteAllBytes(download.Part, Model);

        Assert.Equal(Model, File.ReadAllBytes(Fetch(download)));
    }

    [Fact]
    public void WrongHash_NamesBothAndLeavesNothing()
    {
        using var server = new LoopbackServer((_, context) => LoopbackServer.SendFile(context, Model));
        var download = Download(server.Root + "x?key=" + Secret, new string('a', 64));

        var finding = Fails(download);

        Assert.Equal((ProjectDiagnostics.BaseHashWrong.Code, "bases.json", 7), (finding.Code, finding.File, finding.Line));
        Assert.Contains(Digest.Of(Model), finding.Message, StringComparison.Ordinal);
        Assert.Contains(new string('a', 64), finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Listing(), name => !name.EndsWith(".lock", StringComparison.Ordinal));
        Assert.Single(server.Requests);
    }

    [Fact]
    public void Token_GoesToItsHostAlone()
    {
        using var other = new LoopbackServer((_, context) => LoopbackServer.SendFile(context, Model));
        using var server = new LoopbackServer((number, context) => LoopbackServer.SendStatus(context, 302, number == 0 ? "/y?sig=1" : other.Root + "z"));
        _environment["LORA_TOKEN_127_0_0_1"] = Secret;

        Fetch(Download(server.Root + "x"));

        Assert.Equal([$"/x   Bearer {Secret}", $"/y   Bearer {Secret}"], server.Requests);
        Assert.Equal(["/z"], other.Requests);
    }

    [Theory]
    [InlineData(401, null, "LORA1035", "there is none in the environment variable LORA_TOKEN_127_0_0_1")]
    [InlineData(403, Secret, "LORA1035", "another token than the one in the environment variable LORA_TOKEN_127_0_0_1")]
    [InlineData(404, null, "LORA1034", "There is no http://127.0.0.1")]
    [InlineData(418, null, "LORA1034", "status 418")]
    [InlineData(200, "a b", "LORA1035", "is no token")]
    public void Refusal_IsOneErrorAtTheUrlThatHoldsNoSecret(int status, string? token, string code, string says)
    {
        using var server = new LoopbackServer((_, context) => LoopbackServer.SendStatus(context, status));
        _environment["LORA_TOKEN_127_0_0_1"] = token!;

        var finding = Fails(Download($"{server.Root}x?key={Secret}"));

        Assert.Equal((code, 7), (finding.Code, finding.Line));
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 0, 1);
    }

    [Fact]
    public void BusyServer_IsAskedAgainAndThenGivenUp()
    {
        using var server = new LoopbackServer((number, context) =>
        {
            if (number < 2)
            {
                LoopbackServer.SendStatus(context, 503);
            }
            else
            {
                LoopbackServer.SendFile(context, Model);
            }
        });
        Fetch(Download(server.Root + "x"));
        using var always = new LoopbackServer((_, context) => LoopbackServer.SendStatus(context, 503));

        var finding = Fails(Download(always.Root + "x", new string('b', 64)));

        Assert.Contains("is busy (503)", finding.Message, StringComparison.Ordinal);
        Assert.Equal(3, always.Requests.Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/x", "cannot be reached")]
    [InlineData("https://nowhere.invalid/x", "the name nowhere.invalid is not known")]
    public void UnreachableServer_IsOneError(string url, string says) => Assert.Contains(says, Fails(Download(url)).Message, StringComparison.Ordinal);

    [Fact]
    public void SilentServer_IsGivenUp()
    {
        using var server = new LoopbackServer((_, _) => { });
        var limits = Quick with { Attempts = 2, Silence = TimeSpan.FromMilliseconds(200) };

        Assert.Contains("did not answer", Fails(Download(server.Root + "x"), limits).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/hostname")]
    [InlineData("http://example.invalid/x")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("http://me:hush@127.0.0.1/x")]
    [InlineData("/x")]
    public void RedirectElsewhereOrInACircle_IsNotFollowed(string location)
    {
        using var server = new LoopbackServer((_, context) => LoopbackServer.SendStatus(context, 302, location));

        var finding = Fails(Download(server.Root + "x"));

        Assert.Contains("leads elsewhere", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WebPage_IsNoModel()
    {
        using var server = new LoopbackServer((_, context) =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            LoopbackServer.SendFile(context, "<html>log in</html>"u8.ToArray());
        });

        Assert.Contains("sends a web page", Fails(Download(server.Root + "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ParallelBuilds_FetchOnce()
    {
        using var server = new LoopbackServer((_, context) =>
        {
            Thread.Sleep(300);
            LoopbackServer.SendFile(context, Model);
        });

        var paths = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Fetch(Download(server.Root + "x")))));

        Assert.Single(paths.Distinct());
        Assert.Single(server.Requests);
    }

    [Fact]
    public void FullDisk_IsSaidBeforeAnythingIsWritten()
    {
        using var server = new LoopbackServer((_, context) => LoopbackServer.SendFile(context, Model));
        var fetch = new BaseFetch(Quick, _ => null) { FreeSpace = _ => 1 << 20 };

        var error = Assert.Throws<FetchException>(() => fetch.Run(Download(server.Root + "x"), _ => { }, _ => { }, CancellationToken.None));

        Assert.Equal(CacheDiagnostics.StoreNotWritable.Code, error.Finding.Code);
        Assert.Contains("needs 3 MiB more", error.Message, StringComparison.Ordinal);
        Assert.Contains("has 1 MiB left", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private BaseDownload Download(string url, string? sha256 = null) => new()
    {
        Name = "x",
        Address = BaseAddress.Read(url, out _)!,
        Sha256 = sha256 ?? Digest.Of(Model),
        Folder = StoreFolder.Bases(_folder.Path),
        Place = new SourcePlace("bases.json", 7, 3),
    };

    private string Fetch(BaseDownload download, Action<FetchProgress>? onProgress = null, CancellationToken cancel = default) =>
        new BaseFetch(Quick, _environment.GetValueOrDefault).Run(download, onProgress ?? (_ => { }), Say, cancel);

    // nothing that is said holds a secret
    private Finding Fails(BaseDownload download, FetchLimits? limits = null)
    {
        var fetch = new BaseFetch(limits ?? Quick, _environment.GetValueOrDefault);
        var error = Assert.Throws<FetchException>(() => fetch.Run(download, _ => { }, Say, CancellationToken.None));
        Assert.All([.. _messages, error.ToString()], text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
        return error.Finding;
    }

    private void Say(string text)
    {
        lock (_messages)
        {
            _messages.Add(text);
        }
    }

    private string[] Listing() => [.. Directory.GetFiles(_folder["bases"]).Select(path => Path.GetFileName(path)!)];
}
