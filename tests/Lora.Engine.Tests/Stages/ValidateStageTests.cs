using Lora.Imaging;
using Lora.Project;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Engine.Tests.Stages;

public sealed class ValidateStageTests : IDisposable
{
    private readonly StageProject _project = StageProject.OnTinyModel();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void SoundProject_HasNoFindings()
    {
        var result = _project.Run(Stage.Validate);
        Assert.True(result.Success);
        Assert.Empty(result.Findings);
    }

    [Fact]
    public void EverythingWrong_IsFoundInOneRunWithItsPlace()
    {
        _project.AddImage("images/broken.png", TestImage.Png(128, 128, seed: 5)[..300]);
        _project.AddImage("images/copy.png", TestImage.Png(130, 128));
        _project.AddImage("images/empty.png", TestImage.Png(128, 128, seed: 3), "");
        _project.AddImage("images/latin.png", TestImage.Png(128, 128, seed: 4), "gr"u8.ToArray().Append((byte)0xFC).ToArray());
        _project.AddImage("images/movie.gif.png", "GIF89a___________"u8.ToArray());
        _project.AddImage("images/small.png", TestImage.Png(64, 64), "one\ntwo");
        _project.AddImage("images/wide.png", TestImage.Png(256, 128));
        _project.BaseModel = _project.Folder;
        var result = _project.Run(Stage.Validate);
        Assert.False(result.Success);
        Assert.Equal(
        [
            ": LORA1007", "broken.png: LORA2002", "copy.png: LORA2009", "empty.txt(1,1): LORA2006", "latin.txt(1,3): LORA2005", "movie.gif.png: LORA2003",
            "small.png: LORA2008", "small.txt(2,1): LORA2010", "wide.png: LORA2011",
        ], result.Findings.Select(Short));
    }

    [Fact]
    public void FilesThatAreMissing_AreLeftToWhoeverWroteTheRequest()
    {
        _project.NameMissingImage("images/gone.png");
        _project.AddImage("images/mute.png", TestImage.Png(128, 128, seed: 6), caption: (byte[]?)null);
        Assert.Empty(_project.Run(Stage.Validate).Findings);
    }

    [Fact]
    public void MixedShapesWithoutBuckets_AreAWarning()
    {
        _project.Values["EnableBucket"] = "false";
        _project.AddImage("images/wide.png", TestImage.Png(256, 128));
        var finding = Assert.Single(_project.Run(Stage.Validate).Findings);
        Assert.Equal(("LORA2012", Severity.Warning), (finding.Code, finding.Severity));
    }

    [Fact]
    public void DamagedModel_IsNamedWithItsFile()
    {
        var weights = Path.Combine(_project.CopyModel(), "unet", "diffusion_pytorch_model.safetensors");
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..5000]);
        var finding = Assert.Single(_project.Run(Stage.Validate).Findings);
        Assert.Equal(("LORA1007", weights), (finding.Code, finding.File));
    }

    [Fact]
    public void ClipSkipBeyondTheTextEncoder_IsFoundAtItsProperty()
    {
        _project.Values["ClipSkip"] = "4";
        var finding = Assert.Single(_project.Run(Stage.Validate).Findings);
        Assert.Equal(("LORA1004", _project.Paths.ProjectFile, 3), (finding.Code, finding.File, finding.Line));
        Assert.StartsWith("ClipSkip 4 is above 3, ", finding.Message);
    }

    [Theory]
    [InlineData("NetworkArgs", "block_dims=1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", "LORA3040")]
    [InlineData("NetworkArgs", "preset=ia3", "LORA3041")]
    [InlineData("NetworkModules", "OUT12: dim=4", "LORA3042")]
    public void NetworkThatDoesNotGoWithTheModel_IsFoundAtItsProperty(string name, string value, string code)
    {
        _project.Values[name] = value;
        Assert.All(_project.Run(Stage.Validate).Findings,
            finding => Assert.Equal((code, _project.Paths.ProjectFile, 3), (finding.Code, finding.File, finding.Line)));
        Assert.False(_project.Run(Stage.Validate).Success);
    }

    [Theory]
    [InlineData("oft", "form=kohya", "5")]
    [InlineData("boft", "", "1")]
    public void SizeThatNoLayerTakes_IsFoundAtItsProperty(string algo, string arguments, string dim)
    {
        (_project.Values["NetworkAlgo"], _project.Values["NetworkArgs"], _project.Values["NetworkDim"]) = (algo, arguments, dim);
        var finding = Assert.Single(_project.Run(Stage.Validate).Findings, finding => finding.Code == "LORA3046");
        Assert.Equal((_project.Paths.ProjectFile, 3), (finding.File, finding.Line));
        Assert.False(_project.Run(Stage.Validate).Success);
    }

    [Fact]
    public void BlockWeightsOfAnotherFamily_AreFoundAtTheirPrompt()
    {
        _project.AddPrompt("three", ("Text", "zorblax"), ("BlockWeights", "1,1,1,1,1,1,1,1,1,1,1,1"));
        var finding = Assert.Single(_project.Run(Stage.Validate).Findings);
        Assert.Equal(("LORA3044", 7), (finding.Code, finding.Line));
        Assert.StartsWith("BlockWeights 1,1,1,1,1,1,1,1,1,1,1,1 of prompt 'three' are not for the 17 or 26 blocks of ", finding.Message);
    }

    [Fact]
    public void BaseOfAnotherKindThanItsRegistrySays_IsFoundThere()
    {
        _project.Claim = new BaseClaim("tiny", "sd1", new SourcePlace("bases.json", 4, 3));
        Assert.Empty(_project.Run(Stage.Validate).Findings);

        _project.Claim = _project.Claim with { Kind = "sdxl" };
        var finding = Assert.Single(_project.Run(Stage.Validate).Findings);
        Assert.Equal(("LORA1037", "bases.json", 4), (finding.Code, finding.File, finding.Line));
        Assert.StartsWith("The base 'tiny' is said to be sdxl, and is sd1 (Stable Diffusion 1.x).", finding.Message);
    }

    [Fact]
    public void ClipSkipUnlikeTheBases_IsFoundAtItsProperty()
    {
        _project.Claim = new BaseClaim("tiny", "", new SourcePlace("bases.json", 4, 3)) { ClipSkip = 2 };
        _project.Values["ClipSkip"] = "2";
        Assert.Empty(_project.Run(Stage.Validate).Findings);

        _project.Values["ClipSkip"] = "1";
        var finding = Assert.Single(_project.Run(Stage.Validate).Findings);
        Assert.Equal(("LORA3027", _project.Paths.ProjectFile, 3), (finding.Code, finding.File, finding.Line));
        Assert.StartsWith("ClipSkip is 1, and that of the base model 'tiny' is 2.", finding.Message);
    }

    [Fact]
    public void Prompts_AreReadBeforeTheTrainingWithTheirPlaces()
    {
        _project.AddPrompt("odd", ("Text", "(red:1.2.3)"), ("Negative", "(blue:1.2.3)"));
        _project.AddPrompt("long", ("Text", string.Concat(Enumerable.Repeat("red body, ", 100))));
        var findings = _project.Run(Stage.Validate).Findings;
        Assert.Equal(["LORA1004", "LORA1004", "LORA2031"], findings.Select(finding => finding.Code));
        Assert.All(findings, finding => Assert.Equal((_project.Paths.ProjectFile, 7), (finding.File, finding.Line)));
        Assert.Matches("of which 225 are read: lost from '.*red.*' on\\. ", findings[2].Message);
    }

    [Fact]
    public void LinesThatWildcardsChooseFrom_AreAllRead()
    {
        var text = string.Concat(Enumerable.Repeat("red body, ", 20));
        _project.AddImage("images/c.png", TestImage.Png(128, 128, seed: 3), $"\none\n{text} {{two|{text}}}");
        IEnumerable<string> Found() => _project.Run(Stage.Validate).Findings.Select(finding => finding.Code).Order();
        Assert.Equal(["LORA2006", "LORA2010"], Found());
        _project.Values["EnableWildcard"] = "true";
        Assert.Equal(["LORA2030"], Found());
        _project.Values["EnableWildcard"] = "false";
        _project.Values["CaptionPrefix"] = text + text;
        Assert.Equal(["LORA2006", "LORA2010", "LORA2030", "LORA2030", "LORA2030"], Found());
    }

    [Fact]
    public void CaptionLongerThanWhatIsRead_IsAWarningWithTheFirstWordsThatAreLost()
    {
        _project.AddImage("images/c.png", TestImage.Png(128, 128, seed: 3), string.Concat(Enumerable.Repeat("red body, ", 60)));
        var finding = Assert.Single(_project.Run(Stage.Validate).Findings);
        Assert.Equal(("LORA2030", Severity.Warning, "c.txt", 1), (finding.Code, finding.Severity, Path.GetFileName(finding.File), finding.Line));
        Assert.Matches("of which 75 are read: lost from '.*(red|body).*' on\\. ", finding.Message);
        _project.Values["MaxTokenLength"] = "225";
        Assert.Equal("LORA2073", Assert.Single(_project.Run(Stage.Validate).Findings).Code);
    }

    [Fact]
    public void WeightInACaptionThatIsNoNumber_IsAnErrorWhereWeightsAreRead()
    {
        _project.AddImage("images/c.png", TestImage.Png(128, 128, seed: 3), "(red body:1.2.3), smile");
        Assert.Empty(_project.Run(Stage.Validate).Findings);
        _project.Values["WeightedCaptions"] = "true";
        var finding = Assert.Single(_project.Run(Stage.Validate).Findings);
        Assert.Equal(("LORA3062", Severity.Error, "c.txt", 1), (finding.Code, finding.Severity, Path.GetFileName(finding.File), finding.Line));
    }

    [Theory]
    [InlineData("webp/lossy-q50.webp", "images/c.png", "LORA2036")]
    [InlineData("webp/lossy-q50.webp", "images/c.webp", null)]
    [InlineData("webp/animated.webp", "images/c.webp", "LORA2035")]
    [InlineData("webp/icc.webp", "images/c.webp", null)]
    [InlineData("jpeg/cmyk-adobe.jpg", "images/c.jpg", "LORA2037")]
    [InlineData("other/animated.gif", "images/c.png", "LORA2003")]
    public void PictureOfTheWeb_IsReadByItsContentOrRefusedByName(string golden, string name, string? code)
    {
        _project.AddImage(name, File.ReadAllBytes(GoldenFolder.Find("images", "files", golden)));
        // small, and alone in its bucket
        Assert.Equal(code, _project.Run(Stage.Validate).Findings.SingleOrDefault(finding => finding.Code is not ("LORA2008" or "LORA2011"))?.Code);
    }

    [Fact]
    public void PicturesOfTheWrongKind_EachGetTheirOwnSentence()
    {
        _project.Values["BucketNoUpscale"] = "true";
        _project.AddImage("images/c.jpg", TestImage.Png(128, 128, seed: 3));
        _project.AddImage("images/d.png", TestImage.Png(8, 8));
        Finding[] findings = [.. _project.Run(Stage.Validate).Findings.Where(finding => finding.Code != "LORA2011")];
        Assert.Equal(["LORA2036", "LORA2033"], findings.Select(finding => finding.Code));
        Assert.Equal("'images/c.jpg' is a PNG picture. Nothing to do: the content decides. Rename it if other programs stumble over it.", findings[0].Message);
        Assert.StartsWith("'images/d.png': It is too small for a bucket (8 x 8), and BucketNoUpscale forbids to enlarge it. Use a larger", findings[1].Message);
    }

    [Fact]
    public void WrongValue_BringsNoFindingThatIsMadeFromItsDefault()
    {
        _project.AddImage("images/c.png", TestImage.Png(64, 64, seed: 3), string.Concat(Enumerable.Repeat("red body, ", 60)));
        Assert.Equal(["LORA2008", "LORA2030"], _project.Run(Stage.Validate).Findings.Select(finding => finding.Code));
        Assert.Empty(_project.Run(_project.Request(Stage.Validate) with { WrongOptions = ["Resolution", "MaxTokenLength"] }).Findings);
    }

    [Theory]
    [InlineData(ImageProblem.Damaged, "LORA2002")]
    [InlineData(ImageProblem.NotAPicture, "LORA2002")]
    [InlineData(ImageProblem.Unsupported, "LORA2003")]
    [InlineData(ImageProblem.TooLarge, "LORA2032")]
    [InlineData(ImageProblem.TooSmall, "LORA2033")]
    [InlineData(ImageProblem.Cmyk, "LORA2034")]
    [InlineData(ImageProblem.SeveralFrames, "LORA2035")]
    public void EachProblemOfAPicture_HasItsCode(ImageProblem problem, string code)
    {
        var finding = SourceImage.Finding(_project.Plan().Images[0], new ImageFormatException(problem, "It is odd."));
        Assert.Equal(code, finding.Code);
        Assert.StartsWith("'images/a.png': It is odd. ", finding.Message);
    }

    [Fact]
    public void WeightThatIsNotFinite_IsFoundWhenItsPartIsLoadedAndNothingIsStored()
    {
        var weights = Path.Combine(_project.CopyModel(), "vae", "diffusion_pytorch_model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        // the last two bytes are the end of a half-precision number
        (bytes[^2], bytes[^1]) = (0xFF, 0x7F);
        File.WriteAllBytes(weights, bytes);
        Assert.Empty(_project.Run(Stage.Validate).Findings);
        _project.RunAll(Stage.Resize);
        var actions = Directory.GetFiles(Path.Combine(_project.Paths.CacheDirectory, "ac.v2")).Length;
        var finding = Assert.Single(_project.Run(Stage.CacheLatents).Findings);
        Assert.Equal(("LORA3011", weights), (finding.Code, finding.File));
        Assert.Contains("tensor '", finding.Message);
        Assert.Equal(actions, Directory.GetFiles(Path.Combine(_project.Paths.CacheDirectory, "ac.v2")).Length);
    }

    [Fact]
    public void ValidateAndResize_DecodeASourceOnce()
    {
        var codec = new CountingCodec();
        _project.Codec = codec;
        _project.RunAll(Stage.Validate, Stage.Resize);
        Assert.Equal(2, codec.Decoded);
        _project.RunAll(Stage.Validate, Stage.Resize);
        Assert.Equal(2, codec.Decoded);
        _project.Values["Resolution"] = "160";
        _project.RunAll(Stage.Validate, Stage.Resize);
        Assert.Equal(4, codec.Decoded);
    }

    private string Short(Finding finding)
    {
        var name = finding.File == _project.Folder ? "" : Path.GetFileName(finding.File);
        return $"{name}{(finding.Line > 0 ? $"({finding.Line},{finding.Column})" : "")}: {finding.Code}";
    }
}
