using System.Diagnostics;
using Lora.Project;
using Lora.Testing;

namespace Lora.Engine.Tests.Store;

/// <summary>Bringing entries to a remote cache, and who is said to bring them.</summary>
public sealed class RemoteUploadsTests : IDisposable
{
    private static readonly string Key = Digest.Of("key");

    private readonly TempFolder _folder = new();
    private readonly CacheServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Blobs_ComeBeforeTheRecordAndOnlyOnce()
    {
        using var machine = new RemoteMachine(_folder.Path, _server.Address, limits: RemoteLimits.Default with { Uploads = 1 });
        machine.Store.RecordOnly(Key, "same"u8);
        machine.Store.RecordOnly(Digest.Of("other"), "same"u8);
        machine.Finish();

        var blob = "cas/" + Digest.Of("same");
        Assert.Equal([$"HEAD {blob}", $"PUT {blob}", $"PUT ac/{Key}", $"PUT ac/{Digest.Of("other")}"],
            _server.Requests.Where(request => !request.StartsWith("GET", StringComparison.Ordinal)));
        Assert.Empty(Directory.GetFiles(StoreFolder.Uploads(_folder.Path).Path));
    }

    [Fact]
    public void WhatOneBuildDoesNotManage_TheNextOneDoes()
    {
        using var hold = new ManualResetEventSlim();
        _server.Instead = context => context.Request.HttpMethod == "PUT" && hold.Wait(TimeSpan.FromSeconds(20)) && false;
        var patient = RemoteMachine.Impatient with { Silence = TimeSpan.FromSeconds(20) };
        using (var stopped = new RemoteMachine(_folder.Path, _server.Address, seconds: 0.2, limits: patient))
        {
            var said = new List<string>();
            stopped.Store.RecordOnly(Key, "a"u8);
            stopped.Store.RecordOnly(Digest.Of("two"), "b"u8);
            var begin = Stopwatch.GetTimestamp();
            stopped.Far.FinishUploads(said.Add, CancellationToken.None);

            Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0.15, 10);
            Assert.Equal("Bringing 2 results to the remote cache, for 0.2 s at most.", Assert.Single(said));
            // what is made after that waits for the next build too
            stopped.Store.RecordOnly(Digest.Of("late"), "d"u8);
            Assert.StartsWith($"2 results are not on {_server.Address} after 0.2 s.",
                Assert.Single(stopped.Findings, RemoteCacheTests.CodeIs(CacheDiagnostics.RemoteNotWritten)).Message);
        }

        hold.Set();
        // of another server's nothing is brought to this one
        File.WriteAllText(Path.Combine(StoreFolder.Uploads(_folder.Path).Path, Digest.Of("three")), "http://elsewhere");
        using var next = new RemoteMachine(_folder.Path, _server.Address);
        next.Finish();

        Assert.Equal("a"u8.ToArray(), _server.Files["cas/" + Digest.Of("a")]);
        Assert.Contains("ac/" + Digest.Of("two"), _server.Files.Keys);
        Assert.Contains("ac/" + Digest.Of("late"), _server.Files.Keys);
        Assert.Equal([Digest.Of("three")], Directory.GetFiles(StoreFolder.Uploads(_folder.Path).Path).Select(Path.GetFileName));
        Assert.Empty(next.Findings);
    }

    [Fact]
    public void DamagedAndLostEntries_AreNotBrought()
    {
        var hold = new ManualResetEventSlim();
        _server.Instead = context => context.Request.HttpMethod == "HEAD" && hold.Wait(TimeSpan.FromSeconds(20)) && false;
        using var machine = new RemoteMachine(_folder.Path, _server.Address, limits: RemoteLimits.Default with { Uploads = 1 });
        machine.Store.RecordOnly(Digest.Of("first"), "first"u8);
        machine.Store.RecordOnly(Key, "a"u8);
        machine.Store.RecordOnly(Digest.Of("two"), "b"u8);
        File.WriteAllText(machine.Store.Folder.BlobPath(Digest.Of("a")), "c");
        File.Delete(machine.Store.Folder.ActionPath(Digest.Of("two")));
        hold.Set();
        machine.Finish();

        Assert.Equal(["ac/" + Digest.Of("first"), "cas/" + Digest.Of("first")], _server.Files.Keys.Order());
        Assert.Empty(machine.Findings);
    }

    [Fact]
    public void TooLargeForTheServer_IsSaidAndTheRestIsBrought()
    {
        _server.Instead = context =>
        {
            if (context.Request is not { HttpMethod: "PUT", ContentLength64: 5000 })
            {
                return false;
            }

            context.Response.StatusCode = 413;
            context.Response.Close();
            return true;
        };
        using var machine = new RemoteMachine(_folder.Path, _server.Address);
        machine.Store.RecordOnly(Key, new byte[5000]);
        machine.Store.RecordOnly(Digest.Of("two"), "b"u8);
        machine.Finish();

        Assert.Contains("client_max_body_size", Assert.Single(machine.Findings).Message);
        Assert.Equal(["ac/" + Digest.Of("two"), "cas/" + Digest.Of("b")], _server.Files.Keys.Order());
        Assert.Empty(Directory.GetFiles(StoreFolder.Uploads(_folder.Path).Path));
    }

    [Theory]
    [InlineData("token-1.2_3=", "Bearer token-1.2_3=")]
    [InlineData("me:pass word:ü", "Basic bWU6cGFzcyB3b3JkOsO8")]
    public void Token_IsSentWithEveryRequestAndSaidByNobody(string secret, string header)
    {
        var seen = new System.Collections.Concurrent.ConcurrentBag<string?>();
        _server.Instead = context =>
        {
            seen.Add(context.Request.Headers["Authorization"]);
            context.Response.StatusCode = context.Request.HttpMethod == "PUT" ? 403 : 404;
            context.Response.Close();
            return true;
        };
        using var machine = new RemoteMachine(_folder.Path, _server.Address, environment: name => name == "LORA_TOKEN_127_0_0_1" ? secret : null);
        machine.Store.Find(Key);
        machine.Store.RecordOnly(Key, "a"u8);
        machine.Finish();

        Assert.Equal([header], seen.Distinct());
        var finding = Assert.Single(machine.Findings, RemoteCacheTests.CodeIs(CacheDiagnostics.RemoteNotWritten));
        Assert.Contains("does not accept what stands in LORA_TOKEN_127_0_0_1", finding.Message);
        Assert.DoesNotContain(secret, finding.Message);
        Assert.All(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain(secret, File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("http://cache.invalid/x", "token", "and the address is http://")]
    [InlineData("https://cache.invalid/x", "no token", "is no token")]
    public void TokenThatCannotBeSent_IsSaid(string address, string secret, string message)
    {
        using var machine = new RemoteMachine(_folder.Path, address, environment: _ => secret);

        var finding = Assert.Single(machine.Findings);

        Assert.Equal(CacheDiagnostics.RemoteToken.Code, finding.Code);
        Assert.Contains("LORA_TOKEN_CACHE_INVALID", finding.Message);
        Assert.Contains(message, finding.Message);
        Assert.DoesNotContain(secret + "'", finding.Message);
    }
}
