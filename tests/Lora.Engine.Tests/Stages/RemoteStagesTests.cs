using Lora.Engine.Tests.Store;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>Builds on several machines with one remote cache, and with one that does not work.</summary>
public sealed class RemoteStagesTests : IDisposable
{
    private static readonly Stage[] Chain = [Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train];

    private readonly CacheServer _server = new();
    private readonly StageProject _project = StageProject.OnTinyModel();

    public RemoteStagesTests() => _project.Values["MaxTrainEpochs"] = "1";

    public void Dispose()
    {
        _project.Dispose();
        _server.Dispose();
    }

    [Fact]
    public void AnotherMachine_TakesEveryStageFromThere()
    {
        _project.Values["LoraRemoteCache"] = _server.Address;
        _project.RunAll(Chain);
        var lora = File.ReadAllBytes(_project.Out("test-1.0.0.safetensors"));
        // a saved state is of this machine alone
        Assert.DoesNotContain(_server.Files, file => file.Key.StartsWith("cas/", StringComparison.Ordinal) && file.Value.Length > 2 * lora.Length);
        foreach (var folder in (string[])[_project.Paths.CacheDirectory, _project.Paths.ObjDirectory, _project.Paths.OutDirectory])
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var stage in Chain)
        {
            var result = _project.Run(stage);
            Assert.True(result is { Success: true, FromStore: true }, $"{stage}: {_project.Events.Text}");
            Assert.Matches($@"{stage}: \d+ files \(\d+(\.\d)? .?B\) from the remote cache", _project.Events.Text);
        }

        Assert.Equal(lora, File.ReadAllBytes(_project.Out("test-1.0.0.safetensors")));
        Assert.DoesNotContain(_project.Events.Codes, code => code.StartsWith("LORA51", StringComparison.Ordinal));
    }

    [Fact]
    public void AddedPicture_CostsItsOwnLatentOnly()
    {
        _project.Values["LoraRemoteCache"] = _server.Address;
        _project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents);
        var keys = _server.Files.Keys.Where(name => name.StartsWith("ac/", StringComparison.Ordinal)).ToHashSet();
        Directory.Delete(_project.Paths.CacheDirectory, recursive: true);
        Directory.Delete(_project.Paths.ObjDirectory, recursive: true);
        _project.AddImage("images/new.png", TestImage.Png(300, 310));

        _project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents);

        // the three stages, the picture, its latent
        Assert.Equal(keys.Count + 5, _server.Files.Keys.Count(name => name.StartsWith("ac/", StringComparison.Ordinal)));
    }

    [Fact]
    public void BrokenServer_ChangesNoResult()
    {
        _project.RunAll(Chain);
        var lora = File.ReadAllBytes(_project.Out("test-1.0.0.safetensors"));
        Directory.Delete(_project.Paths.CacheDirectory, recursive: true);
        Directory.Delete(_project.Paths.ObjDirectory, recursive: true);
        _server.Instead = context =>
        {
            // broken, or worse: something else for everything
            context.Response.StatusCode = CacheServer.Name(context).StartsWith("ac", StringComparison.Ordinal) ? 200 : 503;
            context.Response.Close([7, 7, 7], willBlock: true);
            return true;
        };
        _project.Values["LoraRemoteCache"] = _server.Address;

        foreach (var stage in Chain)
        {
            var result = _project.Run(stage);
            Assert.True(result is { Success: true, FromStore: false }, string.Join('\n', result.Findings));
            Assert.DoesNotContain(result.Findings, finding => finding.Code.StartsWith("LORA51", StringComparison.Ordinal));
            Assert.Contains(CacheDiagnostics.RemoteLies.Code, _project.Events.Codes);
        }

        Assert.Equal(lora, File.ReadAllBytes(_project.Out("test-1.0.0.safetensors")));
    }
}
