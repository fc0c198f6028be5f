using Lora.Project;

namespace Lora.Build.Tasks.Tests;

public sealed class FetchBaseTests : IDisposable
{
    private static readonly string Hash = Digest.Of("weights");

    private readonly TaskProject _project = new("Behaves");

    public FetchBaseTests()
    {
        _project.Properties["BaseModel"] = "tiny";
        _project.Properties["LoraCacheDir"] = "store";
        _project.Write("pool/tiny", "weights");
        WriteBases(Hash);
    }

    [Fact]
    public void MissingBase_IsFetchedBeforeAnythingIsPlanned()
    {
        var plan = _project.Plan();
        Assert.True(plan.IsBaseMissing);
        Assert.Empty(plan.KeyFiles);
        Assert.Empty(Directory.GetFiles(_project.Obj, "*.key.json"));

        var fetch = Fetch();

        Assert.True(fetch.Execute());
        Assert.True(File.Exists(_project.At($"store/bases/{Hash}.safetensors")));
        Assert.NotEmpty(fetch.KeyFiles);
        Assert.All(fetch.KeyFiles, file => Assert.True(File.Exists(file.ItemSpec)));
        Assert.Contains($"Fetching the base model tiny from file://{_project.At("pool/tiny")} (licence: fair use).", _project.Build.Text);
        Assert.Contains("Fetch tiny 1/1 MiB", _project.Build.Text);

        _project.NextBuild();
        var next = _project.Plan();
        Assert.False(next.IsBaseMissing);
        Assert.Equal(fetch.KeyFiles.Select(file => file.ItemSpec), next.KeyFiles.Select(file => file.ItemSpec));
    }

    [Fact]
    public void FetchedBase_IsHeldToTheLockFileToo()
    {
        _project.Plan();
        Assert.True(Fetch().Execute());
        Assert.True(_project.WriteLock());
        var locked = File.ReadAllText(_project.At("test.lora.lock.json"));
        Directory.Delete(_project.At("store"), recursive: true);
        _project.Write("images/a.txt", "frown");
        _project.Ci = "true";
        _project.NextBuild();

        Assert.True(_project.Plan().IsBaseMissing);
        Assert.True(Fetch().Execute());
        Assert.False(_project.Stage(Vocabulary.Stage.Validate).Execute());
        Assert.Equal("LORA5204", Assert.Single(_project.Build.Errors).Code);
        _project.WriteLock();
        Assert.Equal(locked, File.ReadAllText(_project.At("test.lora.lock.json")));
    }

    [Fact]
    public void ProjectThatIsWrong_FetchesNothing()
    {
        _project.Properties["NetworkDim"] = "x";

        Assert.False(_project.Plan().IsBaseMissing);
    }

    [Fact]
    public void WrongHash_EndsTheBuildWithAnErrorInItsLine()
    {
        WriteBases(new string('0', 64));
        _project.Plan();

        Assert.False(Fetch().Execute());

        var error = Assert.Single(_project.Build.Errors);
        Assert.Equal((ProjectDiagnostics.BaseHashWrong.Code, _project.At("bases.json"), 2), (error.Code, error.File, error.LineNumber));
    }

    [Fact]
    public void StoppedFetch_SaysSo()
    {
        _project.Plan();
        var fetch = Fetch();
        fetch.Cancel();
        fetch.Cancel();

        Assert.False(fetch.Execute());

        Assert.Equal(EngineDiagnostics.Stopped.Code, Assert.Single(_project.Build.Warnings).Code);
        Assert.True(_project.Build.AllowFailureWithoutError || _project.Build.Errors.Count == 0);
    }

    public void Dispose() => _project.Dispose();

    private FetchBase Fetch() => new() { BuildEngine = _project.Build, ObjDirectory = _project.Obj + "/" };

    private void WriteBases(string hash) => _project.Write("bases.json", $$"""
        { "bases": { "tiny": {
          "url": "file://{{_project.At("pool/tiny")}}", "sha256": "{{hash}}", "license": "fair use" } } }
        """);
}
