using System.Collections.Concurrent;
using System.Net;
using Lora.Testing;

namespace Lora.Sdk.Tests;

/// <summary>Real builds with a remote cache between them.</summary>
public sealed class RemoteCacheTests(SdkPackage package)
{
    private const string Secret = "remote-secret-1234567890";

    [Fact]
    public void Clone_TakesFromThereWhatAnotherBuildMade_AndNoSecretIsWrittenAnywhere()
    {
        var files = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
        using var server = new LoopbackServer((_, context) => Serve(context, files));
        var first = Project("remote cache/first", server.Root);
        first.Build("-bl:build.binlog", "-v:diag").Succeeded();
        Assert.Contains(files, file => file.Key.StartsWith("/ac/", StringComparison.Ordinal));
        Assert.All(server.Requests, request => Assert.EndsWith(" Bearer " + Secret, request));

        var clone = Project("remote cache/clone", server.Root);
        var log = clone.Build("-bl:build.binlog", "-v:diag").Succeeded();

        Assert.Equal(File.ReadAllBytes(first.At("bin/critter-1.0.0.safetensors")), File.ReadAllBytes(clone.At("bin/critter-1.0.0.safetensors")));
        Assert.Contains("Train: taken from the store.", log);
        Assert.True(File.Exists(clone.At("bin/critter-1.0.0.safetensors.intoto.json")));
        Secrets.AreNowhere(clone.Folder, log, Secret);
    }

    [Fact]
    public void ServerThatIsNotThere_IsAWarningAlsoUnderTreatWarningsAsErrors()
    {
        var project = Project("remote cache/dead", "http://127.0.0.1:9/");
        var log = project.Build("-t:Resize", "-p:TreatWarningsAsErrors=true", "-p:NoWarn=LORA3005%3BLORA2011").Succeeded();
        Assert.Contains("critter.loraproj : warning LORA5101: 127.0.0.1:9 cannot be reached. This build goes on without it.", log);
        Assert.Contains("1 Warning(s)", log);

        // a secret in the address is no address, and is not repeated
        log = project.Build("--no-restore", "-t:Resize", $"-p:LoraRemoteCache=http://me:{Secret}@127.0.0.1:9/?{Secret}").Failed();
        Assert.Contains("LORA1004", log);
        Assert.DoesNotContain(Secret, log);
        Assert.DoesNotContain(Secret, project.Build("--no-restore", "-t:ShowPlan", $"-p:LoraRemoteCache=http://me:{Secret}@127.0.0.1:9/?{Secret}").Failed());
    }

    private UserProject Project(string name, string server)
    {
        var project = UserProject.WithRealEngine(package, name);
        project.Environment["LoraCacheDir"] = project.At("store");
        project.Environment["LoraRemoteCache"] = server;
        project.Environment["LORA_TOKEN_127_0_0_1"] = Secret;
        return project;
    }

    private static void Serve(HttpListenerContext context, ConcurrentDictionary<string, byte[]> files)
    {
        var name = context.Request.Url!.AbsolutePath;
        if (context.Request.HttpMethod == "PUT")
        {
            using var bytes = new MemoryStream();
            context.Request.InputStream.CopyTo(bytes);
            files[name] = bytes.ToArray();
        }
        else if (!files.TryGetValue(name, out var file))
        {
            context.Response.StatusCode = 404;
        }
        else if (context.Request.HttpMethod == "GET")
        {
            context.Response.ContentLength64 = file.Length;
            context.Response.OutputStream.Write(file);
        }

        context.Response.Close();
    }
}
