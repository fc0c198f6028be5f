using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>
/// A stage believes nothing of its request: each kind of input is changed between the plan and the stage. Nothing may then lie under the old content's key, for
/// this project or for another that shares the store.
/// </summary>
public sealed class ChangedInputTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public void Dispose() => _project.Dispose();

    public static TheoryData<string, string> Sources => new()
    {
        { "Validate", "images/a.png" }, { "Validate", "images/a.txt" }, { "Resize", "images/a.png" }, { "Tag", "images/a.txt" },
        { "CacheLatents", "images/a.png" },
    };

    [Fact]
    public void LineEnds_AreNoChangeOfACaption()
    {
        _project.Write("images/a.txt", "red body, two eyes\nred body\n");
        var request = _project.Request(Stage.Tag);
        _project.Write("images/a.txt", "red body, two eyes\r\nred body\r\n");

        Assert.True(_project.Run(request).Success, _project.Events.Text);
        Assert.Equal("zorblax, red body, two eyes", File.ReadAllText(_project.Obj("captions/01.txt")));
    }

    [Theory, MemberData(nameof(Sources))]
    public void Source_StopsTheStageAndNothingIsStored(string stageName, string source)
    {
        var stage = Stage.Find(stageName)!;
        if (stage == Stage.CacheLatents)
        {
            _project.RunAll(Stage.Resize);
        }

        var request = _project.Request(stage);
        Change(source);
        StopsAndStoresNothing(request, Path.Combine(_project.Folder, source));
        AnotherProjectMakesItItself(stage);
    }

    [Theory, MemberData(nameof(Sources))]
    public void SourceThatIsGone_IsSaidSo(string stageName, string source)
    {
        var stage = Stage.Find(stageName)!;
        if (stage == Stage.CacheLatents)
        {
            _project.RunAll(Stage.Resize);
        }

        var request = _project.Request(stage);
        File.Delete(Path.Combine(_project.Folder, source));
        StopsAndStoresNothing(request, Path.Combine(_project.Folder, source));
    }

    [Theory]
    [InlineData("CacheLatents", "images/01.png")]
    [InlineData("Train", "captions/01.txt")]
    [InlineData("CacheTextEmbeddings", "captions/01.txt")]
    public void IntermediateFile_ComesFromTheStoreAgain(string stageName, string file)
    {
        _project.Values["NetworkTrainUnetOnly"] = "true";
        _project.RunAll(Stage.Resize, Stage.Tag);
        var stage = Stage.Find(stageName)!;
        var whole = File.ReadAllBytes(_project.Obj(file));
        File.WriteAllText(_project.Obj(file), "another");
        _project.RunAll(stage);
        Assert.Equal(whole, File.ReadAllBytes(_project.Obj(file)));
        AnotherProjectMakesItItself(stage);
    }

    [Fact]
    public void IntermediateFileThatTheStoreHasLostToo_StopsTheBuildAndTheNextOneMakesItAgain()
    {
        _project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents);
        File.WriteAllText(_project.Obj("captions/01.txt"), "another");
        var hash = Digest.Of("zorblax, red body, two eyes");
        File.Delete(new FolderStore(_project.Paths.CacheDirectory).BlobPath(hash));
        var result = _project.Run(Stage.Train);
        Assert.Equal("LORA4011", Assert.Single(result.Findings).Code);
        Assert.False(File.Exists(new StageFiles(_project.Paths, Stage.Tag).Result));
        _project.RunAll(Stage.Tag, Stage.Train);
    }

    [Fact]
    public void EarlierStageThatHasNotRun_IsSaidSo()
    {
        _project.RunAll(Stage.Resize);
        _project.Values["Resolution"] = "160";
        var finding = Assert.Single(_project.Run(Stage.CacheLatents).Findings);
        Assert.Equal("LORA4011", finding.Code);
        Assert.StartsWith("CacheLatents builds on Resize, which has not run. ", finding.Message);
    }

    [Fact]
    public void Lora_ComesFromTheStoreAgain()
    {
        _project.RunAll(Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train);
        var lora = _project.Out("test-1.0.0.safetensors");
        var whole = File.ReadAllBytes(lora);
        var changed = whole.ToArray();
        changed[^1] ^= 1;
        File.WriteAllBytes(lora, changed);
        _project.RunAll(Stage.Sample);
        Assert.Equal(whole, File.ReadAllBytes(lora));
        AnotherProjectMakesItItself(Stage.Sample);
    }

    [Theory]
    [InlineData("Validate", "unet/config.json")]
    [InlineData("CacheLatents", "vae/diffusion_pytorch_model.safetensors")]
    [InlineData("CacheTextEmbeddings", "text_encoder/model.safetensors")]
    [InlineData("Train", "unet/diffusion_pytorch_model.safetensors")]
    [InlineData("Sample", "unet/diffusion_pytorch_model.safetensors")]
    [InlineData("Sample", "unet/new.safetensors")]
    public void Model_StopsTheStageAndNothingIsStored(string stageName, string file)
    {
        _project.Values["NetworkTrainUnetOnly"] = "true";
        var path = Path.Combine(_project.CopyModel(), file);
        var stage = Stage.Find(stageName)!;
        _project.RunAll([.. Stage.All.TakeWhile(earlier => earlier != stage)]);
        var request = _project.Request(stage);
        if (File.Exists(path))
        {
            var bytes = File.ReadAllBytes(path);
            bytes[^3] ^= 1;
            File.WriteAllBytes(path, bytes);
        }
        else
        {
            File.WriteAllText(path, "new");
        }

        var before = Actions();
        StopsAndStoresNothing(request, path);
        // Validate keeps what it learnt of the pictures, which the model has no part in
        Assert.Equal(stage == Stage.Validate ? before + 4 : before, Actions());
    }

    private void StopsAndStoresNothing(StageRequest request, string file)
    {
        var result = _project.Run(request);
        Assert.False(result.Success);
        var finding = Assert.Single(result.Findings);
        Assert.Equal(("LORA4010", file), (finding.Code, finding.File));
        Assert.EndsWith(" while the build ran. Build again.", finding.Message);
        Assert.Null(new ContentStore(_project.Paths.CacheDirectory).Find(request.Key));
    }

    // with the old content and the shared store: the same bytes as with a store of its own
    private void AnotherProjectMakesItItself(Stage stage)
    {
        using var sharing = StageProject.OnTinyModel();
        using var alone = StageProject.OnTinyModel();
        foreach (var project in (StageProject[])[sharing, alone])
        {
            foreach (var (name, value) in _project.Values)
            {
                project.Values[name] = value;
            }
        }

        sharing.CacheDirectory = _project.Paths.CacheDirectory;
        foreach (var each in Stage.All.TakeWhile(earlier => earlier != stage).Append(stage).Where(each => each.Runs(sharing.Options)))
        {
            Assert.Equal(alone.Run(each).Outputs, sharing.Run(each).Outputs);
        }
    }

    private int Actions()
    {
        var folder = Path.Combine(_project.Paths.CacheDirectory, "ac.v2");
        return Directory.Exists(folder) ? Directory.GetFiles(folder).Length : 0;
    }

    private void Change(string source)
    {
        var path = Path.Combine(_project.Folder, source);
        if (path.EndsWith(".txt", StringComparison.Ordinal))
        {
            File.WriteAllText(path, "another text");
        }
        else
        {
            File.WriteAllBytes(path, TestImage.Png(140, 128, seed: 9));
        }
    }
}
