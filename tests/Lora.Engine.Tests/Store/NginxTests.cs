using Lora.Project;
using Lora.Testing;

namespace Lora.Engine.Tests.Store;

/// <summary>The remote cache on Debian's nginx with WebDAV, as docs/cache.md sets it up.</summary>
public sealed class NginxTests
{
    private static readonly string Key = Digest.Of("key");

    [Fact]
    public void Entries_GoToNginxAndComeBack()
    {
        Assert.SkipWhen(Nginx.Program is null, "nginx is not installed (apt-get install nginx-light)");
        using var nginx = new Nginx();
        using var folder = new TempFolder();
        // larger than nginx takes by itself, and keeps in memory
        var content = new byte[5_000_000];
        new Random(1).NextBytes(content);
        string? Secret(string name) => name == "LORA_TOKEN_127_0_0_1" ? "me:secret" : null;
        using (var one = new RemoteMachine(folder["one"], nginx.Address, environment: Secret))
        {
            Assert.Null(one.Store.Find(Key));
            one.Store.RecordOnly(Key, content);
            one.Finish();
            Assert.Empty(one.Findings);
        }

        Assert.Equal(content, File.ReadAllBytes(Path.Combine(nginx.Data, "lora/cas", Digest.Of(content))));
        Assert.NotNull(ActionResult.Read(File.ReadAllBytes(Path.Combine(nginx.Data, "lora/ac", Key))));
        using (var other = new RemoteMachine(folder["other"], nginx.Address, environment: Secret))
        {
            Assert.Equal(content, other.Store.ReadOnly(Key));
            Assert.Null(other.Store.Find(Digest.Of("another")));
            Assert.Empty(other.Findings);
        }

        using var stranger = new RemoteMachine(folder["stranger"], nginx.Address);
        Assert.Null(stranger.Store.ReadOnly(Key));
        Assert.Contains("LORA_TOKEN_127_0_0_1", Assert.Single(stranger.Findings).Message);
        using var mistaken = new RemoteMachine(folder["mistaken"], nginx.Address, environment: _ => "me:guess");
        Assert.Null(mistaken.Store.ReadOnly(Key));
        Assert.Contains("does not accept", Assert.Single(mistaken.Findings).Message);
    }

    [Fact]
    public void DamageOnTheServer_IsSaidAndMadeAgain()
    {
        Assert.SkipWhen(Nginx.Program is null, "nginx is not installed (apt-get install nginx-light)");
        using var nginx = new Nginx();
        using var folder = new TempFolder();
        using (var one = new RemoteMachine(folder["one"], nginx.Address, environment: _ => "me:secret"))
        {
            one.Store.RecordOnly(Key, "content"u8);
            one.Finish();
        }

        File.WriteAllText(Path.Combine(nginx.Data, "lora/cas", Digest.Of("content")), "contend");
        using var other = new RemoteMachine(folder["other"], nginx.Address, environment: _ => "me:secret");

        Assert.Null(other.Store.ReadOnly(Key));
        Assert.Equal(CacheDiagnostics.RemoteLies.Code, Assert.Single(other.Findings).Code);
    }
}
