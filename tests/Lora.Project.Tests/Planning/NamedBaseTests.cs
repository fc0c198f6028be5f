using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

public sealed class NamedBaseTests : IDisposable
{
    private const string Entry = """
        { "bases": { "tiny": {
          "path": "model",
          "kind": "sd1",
          "clipSkip": 2,
          "resolution": 512
        } } }
        """;

    private readonly PlannedProject _user = new();

    public NamedBaseTests()
    {
        _user.Properties["BaseModel"] = "tiny";
        _user.Properties["LoraCacheDir"] = "store";
        _user.Write("x.loraproj", "<Project>\n<PropertyGroup>\n<BaseModel>tiny</BaseModel>\n<Resolution>768</Resolution></PropertyGroup></Project>");
        _user.WriteImage("images/a.png");
    }

    [Fact]
    public void NamedPath_IsRelativeToItsFileAndBringsWhatItRecommends()
    {
        _user.Write("bases.json", Entry);
        _user.Write("model/unet/config.json", "{}");
        _user.Properties["Resolution"] = "768";
        _user.Properties["ClipSkip"] = "";

        var plan = _user.Read(out var findings);

        Assert.Empty(findings);
        Assert.Equal(_user.At("model"), plan.Paths.BaseModel);
        Assert.Single(plan.ModelFiles);
        Assert.Equal((2, 768), (plan.Options.Get(DatasetOptions.ClipSkip), plan.Options.Get(DatasetOptions.Resolution)));
        Assert.Equal(new SourcePlace(_user.At("bases.json"), 4, 3), plan.Places["ClipSkip"]);
        Assert.Equal(new SourcePlace(_user.At("x.loraproj"), 4, 2), plan.Places["Resolution"]);
        Assert.Equal(new BaseClaim("tiny", "sd1", new SourcePlace(_user.At("bases.json"), 3, 3)) { ClipSkip = 2 }, plan.Paths.BaseClaim);
        Assert.Null(plan.ToFetch);
    }

    [Fact]
    public void NameOfBaseModelsWithoutAnItem_IsLookedUpToo()
    {
        _user.Write("bases.json", Entry);
        _user.Properties.Remove("BaseModel");
        _user.Properties["BaseModels"] = "model;tiny";
        _user.Alias = "tiny";

        var plan = _user.Read(out _);

        Assert.Equal((_user.At("model"), 2), (plan.Paths.BaseModel, plan.Options.Get(DatasetOptions.ClipSkip)));
    }

    [Fact]
    public void ClaimedKind_IsInTheKeyOfValidateAlone()
    {
        _user.Write("bases.json", Entry);
        var said = StageKeys.Of(_user.Read(out _));
        _user.Write("bases.json", Entry.Replace("\"sd1\"", "\"sd2\"", StringComparison.Ordinal));
        var other = StageKeys.Of(_user.Read(out _));

        Assert.Equal([Stage.Validate], Stage.All.Where(stage => said[stage].Hash != other[stage].Hash));
    }

    [Fact]
    public void RecommendedValueThatIsNone_IsBlamedOnItsLine()
    {
        _user.Write("bases.json", Entry.Replace("512", "515", StringComparison.Ordinal));

        var finding = Assert.Single(_user.Findings());

        Assert.Equal((ProjectDiagnostics.WrongValue.Code, _user.At("bases.json"), 5), (finding.Code, finding.File, finding.Line));
    }

    [Fact]
    public void PathThatIsMissing_IsBlamedOnItsLine()
    {
        _user.Write("bases.json", Entry.Replace("\"model\"", "\"nowhere\"", StringComparison.Ordinal));

        var finding = Assert.Single(_user.Findings());

        Assert.Equal((ProjectDiagnostics.BaseModelMissing.Code, _user.At("bases.json"), 2), (finding.Code, finding.File, finding.Line));
    }

    [Fact]
    public void UnknownName_IsBlamedOnTheProject()
    {
        _user.Write("bases.json", Entry);
        _user.Properties["BaseModel"] = "tini";

        var finding = Assert.Single(_user.Findings());

        Assert.Equal((ProjectDiagnostics.BaseNameUnknown.Code, _user.At("x.loraproj"), 3), (finding.Code, finding.File, finding.Line));
        Assert.Contains("did you mean 'tiny'?", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model")]
    [InlineData("./nowhere")]
    [InlineData("models\\tiny")]
    [InlineData("..")]
    public void Path_IsLookedUpInNoFile(string path)
    {
        _user.Write("bases.json", "no JSON");
        _user.Properties["BaseModel"] = path;

        Assert.DoesNotContain(_user.Findings(), finding => finding.Code == ProjectDiagnostics.BasesFileWrong.Code);
    }

    [Fact]
    public void WrongFile_IsOneFinding()
    {
        _user.Write("bases.json", "{\n\"bases\": 1 }");

        Assert.Equal((ProjectDiagnostics.BasesFileWrong.Code, 2), Assert.Single(_user.Findings()) is var finding ? (finding.Code, finding.Line) : default);
    }

    [Fact]
    public void Url_IsToBeFetchedUntilItsFileIsThere()
    {
        var hash = WriteUrl("https://example.org/tiny.safetensors?key=SECRET");

        var plan = _user.Read(out var findings);

        Assert.Empty(findings);
        var store = _user.At($"store/bases/{hash}.safetensors");
        Assert.Equal(("tiny", hash, store), (plan.ToFetch!.Name, plan.ToFetch.Sha256, plan.ToFetch.Expected));
        Assert.Equal(store, plan.Paths.BaseModel);
        Assert.DoesNotContain("SECRET", plan.ToFetch.ToString(), StringComparison.Ordinal);
        _user.Write($"store/bases/{hash}.safetensors", "weights");
        Assert.Null(_user.Read(out findings).ToFetch);
        Assert.Empty(findings);
    }

    [Fact]
    public void Offline_IsAnErrorWithThePlaceOfTheFile()
    {
        var hash = WriteUrl("https://example.org/tiny.ckpt?key=SECRET");
        _user.Properties["LoraOffline"] = "true";

        var plan = _user.Read(out _);
        var finding = Assert.Single(_user.Findings());

        Assert.Null(plan.ToFetch);
        Assert.Equal((ProjectDiagnostics.BaseOffline.Code, _user.At("bases.json"), 2), (finding.Code, finding.File, finding.Line));
        Assert.Contains("https://example.org/tiny.ckpt has not been fetched", finding.Message, StringComparison.Ordinal);
        Assert.Contains(_user.At($"store/bases/{hash}.ckpt"), finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", finding.Message, StringComparison.Ordinal);
        // a file of this machine needs no network
        WriteUrl($"file://{_user.At("tiny")}");
        Assert.NotNull(_user.Read(out _).ToFetch);
    }

    [Fact]
    public void DamagedFileOfTheStore_IsRemoved()
    {
        var hash = WriteUrl("https://example.org/tiny.safetensors");
        _user.Write($"store/bases/{hash}.safetensors", "other");

        var finding = Assert.Single(_user.Findings());

        Assert.Equal(ProjectDiagnostics.BaseHashWrong.Code, finding.Code);
        Assert.Contains(hash, finding.Message, StringComparison.Ordinal);
        Assert.Contains(Digest.Of("other"), finding.Message, StringComparison.Ordinal);
        Assert.NotNull(_user.Read(out _).ToFetch);
    }

    [Fact]
    public void HashOfAPath_IsComparedAndTheFileKept()
    {
        _user.Write("tiny.safetensors", "other");
        _user.Write("bases.json", $$"""{ "bases": { "tiny": { "path": "tiny.safetensors", "sha256": "{{Digest.Of("weights")}}" } } }""");

        Assert.Contains(_user.Findings(), finding => finding.Code == ProjectDiagnostics.BaseHashWrong.Code);
        Assert.True(File.Exists(_user.At("tiny.safetensors")));

        _user.Write("bases.json", $$"""{ "bases": { "tiny": { "path": "model", "sha256": "{{Digest.Of("weights")}}" } } }""");
        Assert.Contains("which has no sha256", Assert.Single(_user.Findings()).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _user.Dispose();

    private string WriteUrl(string url)
    {
        var hash = Digest.Of("weights");
        _user.Write("bases.json", $$"""
            { "bases": { "tiny": {
              "url": "{{url}}", "sha256": "{{hash}}" } } }
            """);
        return hash;
    }
}
