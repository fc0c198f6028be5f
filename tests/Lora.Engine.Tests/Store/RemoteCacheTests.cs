using System.Diagnostics;
using Lora.Project;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Store;

/// <summary>Reading from a remote cache: one that works, and one that is slow, broken or lies.</summary>
public sealed class RemoteCacheTests : IDisposable
{
    private static readonly string Key = Digest.Of("key");
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];
    private static readonly string Blob = "cas/" + Digest.Of(Content);

    private readonly TempFolder _folder = new();
    private readonly CacheServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void WhatOneMachineMade_AnotherTakesOnce()
    {
        using (var one = new RemoteMachine(_folder["one"], _server.Address))
        {
            File.WriteAllBytes(_folder["lora"], Content);
            one.Store.Record(Key, new ActionRecord([new("out/a.safetensors", one.Store.PutFile(_folder["lora"]), Content.Length), new("out/b",
                one.Store.Put([]), 0)], [new Finding("LORA3005", Severity.Warning, "Few steps.", "project", 3, 5)]));
            one.Finish();
        }

        Assert.Equal(["ac/" + Key, Blob, "cas/" + Digest.Of([])], _server.Files.Keys.Order());
        using var other = new RemoteMachine(_folder["other"], _server.Address);
        var record = other.Store.Find(Key)!;
        Assert.Equal("LORA3005", Assert.Single(record.Findings).Code);
        Assert.True(other.Store.TryRestore(record.Outputs[0].Hash, _folder["restored"]));
        Assert.Equal(Content, File.ReadAllBytes(_folder["restored"]));
        Assert.Empty(other.Store.Read(record.Outputs[1].Hash)!);
        var asked = _server.Requests.Count;

        Assert.Equal(Content, File.ReadAllBytes(other.Store.PathOf(record.Outputs[0].Hash)!));
        Assert.NotNull(other.Store.Find(Key));

        Assert.Equal(asked, _server.Requests.Count);
        other.Finish();
        Assert.DoesNotContain(_server.Requests.Skip(asked - 3), request => request.StartsWith("PUT", StringComparison.Ordinal));
        Assert.Empty(other.Findings);
        // what is of this machine alone asks nobody
        Assert.Null(other.Store.Near.Find(Digest.Of("nothing")));
        Assert.Null(other.Store.Read(Digest.Of("what no record names")));
        Assert.Equal(asked, _server.Requests.Count);
    }

    [Fact]
    public void WhatTheFolderLostOrDamaged_ComesFromThere()
    {
        using var machine = new RemoteMachine(_folder.Path, _server.Address);
        machine.Store.RecordOnly(Key, Content);
        machine.Finish();
        var path = machine.Store.PathOfOnly(Key)!;
        File.WriteAllText(path, "damaged, and shorter");
        Assert.Equal(Content, machine.Store.ReadOnly(Key));

        File.Delete(path);
        Assert.Equal(path, machine.Store.PathOfOnly(Key));
        Assert.Equal(Content, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("another content")]
    [InlineData("")]
    public void LyingBlob_IsSaidOnceAndNeverKept(string lie)
    {
        RemoteMachine.Fill(_server, Key, Content);
        _server.Files[Blob] = System.Text.Encoding.UTF8.GetBytes(lie);
        using var machine = new RemoteMachine(_folder.Path, _server.Address);

        Assert.Null(machine.Store.ReadOnly(Key));
        Assert.Null(machine.Store.PathOfOnly(Key));

        Assert.Contains(Blob, Assert.Single(machine.Findings, CodeIs(CacheDiagnostics.RemoteLies)).Message);
        Assert.DoesNotContain("cas", Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetDirectoryName).Select(Path.GetFileName));
        machine.Store.RecordOnly(Key, Content);
        Assert.Equal(Content, machine.Store.ReadOnly(Key));
    }

    [Fact]
    public void LyingRecord_IsSaidAndIsAMiss()
    {
        _server.Files["ac/" + Key] = [1, 2, 3];
        using var machine = new RemoteMachine(_folder.Path, _server.Address);

        Assert.Null(machine.Store.Find(Key));

        Assert.Single(machine.Findings, CodeIs(CacheDiagnostics.RemoteLies));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void HugeAnswer_IsCut(bool tellsLength)
    {
        RemoteMachine.Fill(_server, Key, Content);
        long sent = 0;
        _server.Instead = context =>
        {
            if (CacheServer.Name(context) != Blob)
            {
                return false;
            }

            if (tellsLength)
            {
                context.Response.ContentLength64 = 1L << 40;
            }
            else
            {
                context.Response.SendChunked = true;
            }

            for (var junk = new byte[1 << 16]; sent < 1L << 32; sent += junk.Length)
            {
                context.Response.OutputStream.Write(junk);
            }

            return true;
        };
        using var machine = new RemoteMachine(_folder.Path, _server.Address);

        Assert.Null(machine.Store.ReadOnly(Key));

        Assert.Single(machine.Findings, CodeIs(CacheDiagnostics.RemoteBroken));
        Assert.InRange(sent, 0, 1 << 28);
        Assert.DoesNotContain("cas", Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetDirectoryName).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(500, "answers with status 500 for ac/")]
    [InlineData(301, "leads elsewhere, to http://127.0.0.1:9 (301)")]
    [InlineData(401, "asks who it is: set LORA_TOKEN_127_0_0_1 in the environment (401)")]
    public void Refusal_IsSaidOnceAndEndsTheAsking(int status, string message)
    {
        _server.Instead = context =>
        {
            context.Response.RedirectLocation = "http://127.0.0.1:9/x?secret";
            context.Response.StatusCode = status;
            context.Response.Close();
            return true;
        };
        using var machine = new RemoteMachine(_folder.Path, _server.Address);

        Parallel.For(0, 20, i => Assert.Null(machine.Store.Find(Digest.Of($"{i}"))));
        var asked = _server.Requests.Count;
        Assert.Null(machine.Store.Find(Key));

        Assert.Contains(message, Assert.Single(machine.Findings, CodeIs(CacheDiagnostics.RemoteBroken)).Message);
        Assert.Equal(asked, _server.Requests.Count);
    }

    [Fact]
    public void ServerThatIsNotThere_CostsOneAttempt()
    {
        using var machine = new RemoteMachine(_folder.Path, "http://127.0.0.1:9/cache");
        Assert.Null(machine.Store.Find(Key));
        machine.Store.RecordOnly(Key, Content);
        machine.Finish();

        Assert.Equal(Content, machine.Store.ReadOnly(Key));
        Assert.Equal("127.0.0.1:9 cannot be reached.", Assert.Single(machine.Findings).Message.Split(" This build")[0]);
    }

    [Theory]
    [InlineData("silent")]
    [InlineData("silent within")]
    public void SilentServer_IsWaitedForOnce(string how)
    {
        RemoteMachine.Fill(_server, Key, Content);
        using var done = new ManualResetEventSlim();
        _server.Instead = context =>
        {
            if (how != "silent")
            {
                if (CacheServer.Name(context) != Blob)
                {
                    return false;
                }

                context.Response.ContentLength64 = Content.Length;
                context.Response.OutputStream.Write(Content.AsSpan(0, 1000));
                context.Response.OutputStream.Flush();
            }

            done.Wait(TimeSpan.FromSeconds(20));
            return true;
        };
        using var machine = new RemoteMachine(_folder.Path, _server.Address, limits: RemoteMachine.Impatient);
        var begin = Stopwatch.GetTimestamp();

        Assert.Null(machine.Store.ReadOnly(Key));
        Assert.Null(machine.Store.Find(Digest.Of("more")));

        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0.15, 10);
        Assert.Single(machine.Findings, CodeIs(CacheDiagnostics.RemoteBroken));
        done.Set();
    }

    [Theory]
    [InlineData(404)]
    [InlineData(200)]
    public void SlowServer_IsAskedUntilTheTimeIsSpent(int status)
    {
        RemoteMachine.Fill(_server, Key, Content);
        _server.Instead = context =>
        {
            Thread.Sleep(50);
            context.Response.StatusCode = status;
            if (status == 200)
            {
                // a record, a byte each moment
                foreach (var one in _server.Files["ac/" + Key])
                {
                    context.Response.OutputStream.WriteByte(one);
                    context.Response.OutputStream.Flush();
                    Thread.Sleep(20);
                }
            }

            context.Response.Close();
            return true;
        };
        using var machine = new RemoteMachine(_folder.Path, _server.Address, seconds: 0.3);
        var begin = Stopwatch.GetTimestamp();

        for (var i = 0; i < 1000; i++)
        {
            machine.Store.Find(Digest.Of($"{i}"));
        }

        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0.25, 10);
        Assert.InRange(_server.Requests.Count, 1, 30);
        Assert.Contains("0.3 s in vain", Assert.Single(machine.Findings, CodeIs(CacheDiagnostics.RemoteSlow)).Message);
    }

    [Fact]
    public void RecordOfAnySize_NeverFails()
    {
        var record = new ActionRecord([new("content", Digest.Of(Content), long.MaxValue)]);
        _server.Files["ac/" + Key] = ActionResult.Write(record);
        using var machine = new RemoteMachine(_folder.Path, _server.Address);

        Assert.Null(machine.Store.ReadOnly(Key));
    }

    [Theory]
    [InlineData(RemoteCacheMode.Read, new[] { "GET" })]
    [InlineData(RemoteCacheMode.Write, new[] { "HEAD", "PUT" })]
    [InlineData(RemoteCacheMode.Both, new[] { "GET", "HEAD", "PUT" })]
    public void Mode_SaysWhatIsAsked(RemoteCacheMode mode, string[] methods)
    {
        using var machine = new RemoteMachine(_folder.Path, _server.Address, mode);

        Assert.Null(machine.Store.ReadOnly(Key));
        machine.Store.RecordOnly(Key, Content);
        machine.Finish();

        Assert.Equal(methods, _server.Requests.Select(request => request.Split(' ')[0]).Distinct().Order());
    }

    internal static Predicate<Finding> CodeIs(Descriptor descriptor) => finding => finding.Code == descriptor.Code;
}
