using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

public sealed class ProjectReaderTests : IDisposable
{
    private readonly PlannedProject _user = new();

    // of a model that looks at pictures the plan keeps the files that are there
    public static TheoryData<string> Paths =>
        [.. Options.All.OfType<PathOption>().Except(PictureModel.All.Select(model => model.Option)).Select(option => option.Name)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Tilde_IsTheHomeFolderInEveryPath(string option)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        // a picture whose mask is looked for
        _user.WriteImage("images/a.png");
        _user.Properties["MaskedLoss"] = "true";
        foreach (var path in (string[])["~/models/x", "~\\models\\x", "~/models/x/"])
        {
            _user.Properties[option] = path;

            Assert.Contains(Path.Combine(home, "models", "x"), Named());
        }

        _user.Properties[option] = "~x";
        Assert.Contains(_user.At("~x"), Named());

        // what the plan itself reads is named where it is not there
        IEnumerable<string?> Named()
        {
            var plan = _user.Read(out var findings);
            var paths = plan.Paths;
            string[] named =
            [
                paths.BaseModel, paths.CacheDirectory, paths.LibTorch, paths.VaeModel, paths.BaseModelConfig, plan.SarifPath, plan.CopyTo,
                plan.Regularization(path => UserPath.Resolve(_user.Folder, path)).Folder,
            ];
            var loras = plan.Loras.Select(lora => lora.File.Path);
            return [.. named.Concat(loras).Select(Path.TrimEndingDirectorySeparator), .. findings.Select(finding => finding.File)];
        }
    }

    [Theory]
    [InlineData("MaxTrainEpochs")]
    [InlineData("NumRepeats")]
    [InlineData("MinBucketReso")]
    [InlineData("UnetLr")]
    [InlineData("SampleSampler")]
    [InlineData("Resolution")]
    [InlineData("Seed")]
    public void WrongValue_IsOneFinding(string option)
    {
        _user.WriteImage("images/a.png");
        _user.Prompts.Add(_user.Item("beach", ("Text", "zorblax")));
        _user.Write("x.loraproj",
            $"<Project>\n<PropertyGroup>\n<{option}>x</{option}></PropertyGroup><ItemGroup><Prompt Include='beach'/></ItemGroup></Project>");
        _user.Properties[option] = "x";

        var finding = Assert.Single(_user.Findings());

        Assert.Equal((ProjectDiagnostics.WrongValue.Code, 3), (finding.Code, finding.Line));
        Assert.Contains(Options.Find(option)!.Range, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsThatAreWrongOrContradictEachOther_AreKnownToTheStagesThatReadThem()
    {
        _user.Properties["Resolution"] = "x";
        _user.Properties["UnetLr"] = "0";
        _user.Properties["TextEncoderLr"] = "0";
        _user.Properties["NetworkDim"] = "1";
        _user.Properties["NetworkAlpha"] = "9";
        var plan = _user.Read(out _);
        var keys = StageKeys.Of(plan);

        var validate = plan.Request(Stage.Validate, keys);
        Assert.Equal(["Resolution"], validate.WrongOptions);
        Assert.True(validate.AnyWrong(DatasetOptions.EnableBucket, DatasetOptions.Resolution));
        Assert.False(validate.AnyWrong(DatasetOptions.EnableBucket));
        Assert.Contains("UnetLr", plan.Request(Stage.Train, keys).WrongOptions);
        Assert.DoesNotContain("NetworkAlpha", plan.Request(Stage.Train, keys).WrongOptions);
    }

    [Fact]
    public void WrongValueOfTheCommandLine_IsNotBlamedOnALine()
    {
        _user.WriteImage("images/a.png");
        _user.Write("x.loraproj", "<Project><PropertyGroup><NetworkDim>8</NetworkDim></PropertyGroup></Project>");
        _user.Properties["NetworkDim"] = "x";
        _user.CommandLine.Add("networkdim");

        var finding = Assert.Single(_user.Findings());

        Assert.Equal((_user.At("x.loraproj"), 0), (finding.File, finding.Line));
    }

    [Fact]
    public void WrongValueOfAPromptOrImage_IsOneFindingInItsLine()
    {
        _user.WriteImage("images/a.png");
        _user.Write("x.loraproj",
            "<Project><ItemGroup>\n<Prompt Include='a;' Width='7'/>\n<Image Include='images/a.png' NumRepeats='0'/></ItemGroup></Project>");
        _user.Prompts.Add(_user.Item("a", ("Text", "zorblax"), ("Width", "7")));
        _user.Named.Add(_user.Item("images/a.png", ("NumRepeats", "0")));

        Assert.Equal([2, 3], _user.Findings().Select(finding => finding.Line));
    }

    [Fact]
    public void PromptsOfOneName_AreToldApartByTheirOrder()
    {
        _user.WriteImage("images/a.png");
        _user.Write("x.loraproj", "<Project><ItemGroup>\n<Prompt Include='a' Width='7'/>\n<Prompt Include='a' Width='9'/></ItemGroup></Project>");
        _user.Prompts.Add(_user.Item("a", ("Text", "zorblax"), ("Width", "7")));
        _user.Prompts.Add(_user.Item("a", ("Text", "zorblax"), ("Width", "9")));

        Assert.Equal(["2: '7'", "3: '9'"], _user.Findings().Select(finding => $"{finding.Line}: {finding.Message[12..15]}"));
    }

    [Fact]
    public void ModelFiles_HaveTheStatusOfTheirHash()
    {
        _user.Write("model/unet/config.json", "{}");
        File.CreateSymbolicLink(_user.At("model/unet/weights.safetensors"), _user.At("pool"));
        _user.Write("pool", "weights");

        var files = _user.Read(out _).ModelFiles;

        Assert.Equal([Digest.Of("{}"), Digest.Of("weights")], files.Select(file => file.Sha256));
        Assert.All(files, file => Assert.Null(file.Status));
    }

    public void Dispose() => _user.Dispose();
}
