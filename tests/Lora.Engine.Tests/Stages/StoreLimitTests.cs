using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

/// <summary>Builds in a store that is too small for them, and its verbs as a build asks for them.</summary>
public sealed class StoreLimitTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void StoreThatHoldsNoBuild_CostsTimeAndNoResult()
    {
        _project.Values["MaxTrainEpochs"] = "1";
        _project.Values["LoraCacheSize"] = "1 KB";
        var keys = _project.Request(Stage.Train).Keys;
        foreach (var stage in Stage.All.Where(stage => stage != Stage.CacheTextEmbeddings))
        {
            // each in an engine of its own: what the one before used is in use no more
            Assert.True(_project.Run(stage).Success);
            Assert.Single(_project.Events.Codes, CacheDiagnostics.LimitTooSmall.Code);
        }

        var lora = File.ReadAllBytes(_project.Out("test-1.0.0.safetensors"));
        Assert.Null(new ContentStore(_project.Paths.CacheDirectory).Find(_project.Request(Stage.Resize).Key));
        Directory.Delete(_project.Paths.ObjDirectory, recursive: true);
        _project.RunAll(Stage.Validate, Stage.Resize, Stage.Tag, Stage.CacheLatents, Stage.Train);

        Assert.Equal(lora, File.ReadAllBytes(_project.Out("test-1.0.0.safetensors")));
        _project.Values["LoraCacheSize"] = "0";
        Assert.Equal(keys, _project.Request(Stage.Train).Keys);
    }

    [Fact]
    public void FetchedBaseModel_IsInUseWhileABuildRuns()
    {
        _project.CopyModel();
        var bases = StoreFolder.Bases(_project.Paths.CacheDirectory).Path;
        Directory.CreateDirectory(_project.Paths.CacheDirectory);
        Directory.Move(_project.BaseModel, bases);
        _project.BaseModel = bases;
        var said = new List<string>();
        _project.Heard = message =>
        {
            if (said.Count == 0 && message is ProgressEvent)
            {
                using var beside = new FolderStore(_project.Paths.CacheDirectory);
                new StoreVerbs(beside, 0, said.Add).Clean();
            }
        };

        _project.RunAll(Stage.Validate, Stage.Resize);

        Assert.Contains(", 0 files of base models (0 B), ", said[1]);
        Assert.NotEmpty(Directory.GetFiles(bases, "*.safetensors", SearchOption.AllDirectories));
        // nobody uses it now
        using var after = new FolderStore(_project.Paths.CacheDirectory);
        new StoreVerbs(after, 0, said.Add).Clean();
        Assert.Empty(Directory.GetFiles(bases, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Verbs_ShowAndEmptyTheStore()
    {
        _project.RunAll(Stage.Resize);
        var before = StoreTrim.Entries(_project.Paths.CacheDirectory).Count();

        Assert.True(_project.Run(_project.Request(Stage.Validate) with { CacheWork = CacheWork.Show }).Success);
        Assert.Contains($"  entries {before,12} files", _project.Events.Text);
        Assert.True(_project.Run(_project.Request(Stage.Validate) with { CacheWork = CacheWork.Clean }).Success);

        Assert.NotEqual(0, before);
        Assert.False(StoreIsThere());
    }

    [Fact]
    public void LinkOutOfTheStore_IsAnErrorThatSaysSo()
    {
        Directory.CreateDirectory(_project.Paths.CacheDirectory);
        Directory.CreateSymbolicLink(Path.Combine(_project.Paths.CacheDirectory, "cas"), _project.At("images"));

        var finding = Assert.Single(_project.Run(Stage.Resize).Findings);

        Assert.Equal(CacheDiagnostics.LinkLeadsOut.Code, finding.Code);
        Assert.Equal(Path.Combine(_project.Paths.CacheDirectory, "cas"), finding.File);
    }

    private bool StoreIsThere() => StoreTrim.Entries(_project.Paths.CacheDirectory).Any();
}
